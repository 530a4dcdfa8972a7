import type { Server } from '../../../core/server/server.ts';
import type * as l10n from '../../../core/l10n.ts';
import type { Person } from '../../person.ts';
import type { ServerChoices } from './serverChoices.ts';

export interface QuestionContext {
  readonly title: l10n.DisplayText;
  readonly server: Server;
  readonly choices: ServerChoices;
  readonly person: Person;
  /** Why the server rejected the previous answer. */
  readonly rejection: l10n.DisplayText | undefined;
  readonly canGoBack: boolean;
}

export type StepName = 'name' | 'databases' | 'actions' | 'system' | 'lifetime' | 'review';

export interface Rejection {
  readonly step: StepName;
  readonly reason: l10n.DisplayText;
}
