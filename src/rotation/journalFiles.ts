import * as v from 'valibot';
import type { Logger } from '../core/logger.ts';
import { JournalFolder } from '../storage/journalFolder.ts';
import { journalSchema, type Journal } from './journal.ts';

export class RotationJournals extends JournalFolder<Journal> {
  constructor(folder: string, logger: Logger) {
    super(folder, (value): value is Journal => v.is(journalSchema, value), logger);
  }
}
