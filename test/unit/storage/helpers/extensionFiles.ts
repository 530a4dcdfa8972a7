import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../../src/core/errors.ts';
import { machineId } from '../../../../src/storage/machineId.ts';
import { ProcessLocks } from '../../../../src/storage/processLocks.ts';
import { RotationJournals } from '../../../../src/rotation/journalFiles.ts';
import { Token } from '../../../../src/core/token/token.ts';
import { newJournal } from '../../rotation/processes/rotationFixture.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const journal = newJournal('named', new Token(`apiv3_${randomBytes(64).toString('base64url')}`), 'ci', true);

export class ExtensionFiles {
  readonly #folder: string;
  readonly #journals: RotationJournals;
  readonly #locks: ProcessLocks;

  constructor(folder: string) {
    this.#folder = folder;
    this.#journals = new RotationJournals(join(folder, 'rotations'), silent);
    this.#locks = new ProcessLocks(join(folder, 'locks'));
  }

  /** Returns `done` or the error message, as the other methods do. */
  writeJournal(stage: 'creating' | 'placing'): Promise<string> {
    return resultOf(() => this.#journals.write({ ...journal, stage }));
  }

  async stageOfJournal(): Promise<string | undefined> {
    return (await this.#journals.read(journal.id))?.stage;
  }

  createId(): Promise<string> {
    return resultOf(() => machineId(this.#folder));
  }

  takeLock(): Promise<string> {
    return resultOf(async () => (await this.#locks.take('a token'))?.release());
  }

  /** Returns paths relative to the folder. */
  list(): string[] {
    if (!existsSync(this.#folder)) {
      return [];
    }
    const found = readdirSync(this.#folder, { recursive: true, withFileTypes: true });
    const files = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    return files.map((path) => path.slice(this.#folder.length + 1)).sort();
  }
}

async function resultOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'done';
  } catch (error) {
    return error instanceof UserError ? error.message : `not a UserError: ${String(error)}`;
  }
}
