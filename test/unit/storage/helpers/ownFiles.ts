import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../../src/core/userError.ts';
import { machineId } from '../../../../src/storage/machineId.ts';
import { ProcessLocks } from '../../../../src/storage/processLocks.ts';
import { RotationJournals } from '../../../../src/storage/rotationJournals.ts';
import { Token } from '../../../../src/core/token.ts';
import { newJournal } from '../../rotation/world.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const journal = newJournal('named', new Token(`apiv3_${randomBytes(64).toString('base64url')}`), 'ci', true);

/** The files that the extension keeps for itself below one folder, each as it is written. */
export class OwnFiles {
  readonly #folder: string;
  readonly #journals: RotationJournals;
  readonly #locks: ProcessLocks;

  constructor(folder: string) {
    this.#folder = folder;
    this.#journals = new RotationJournals(join(folder, 'rotations'), silent);
    this.#locks = new ProcessLocks(join(folder, 'locks'));
  }

  /** Writes a journal at some stage. @returns `done`, or the sentence for a person */
  writeJournal(stage: 'creating' | 'placing'): Promise<string> {
    return outcomeOf(() => this.#journals.write({ ...journal, stage }));
  }

  async stageOfJournal(): Promise<string | undefined> {
    return (await this.#journals.read(journal.id))?.stage;
  }

  askForId(): Promise<string> {
    return outcomeOf(() => machineId(this.#folder));
  }

  takeLock(): Promise<string> {
    return outcomeOf(async () => (await this.#locks.take('a token'))?.release());
  }

  /** All of them, by their paths from the folder on. */
  list(): string[] {
    if (!existsSync(this.#folder)) {
      return [];
    }
    const found = readdirSync(this.#folder, { recursive: true, withFileTypes: true });
    const files = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    return files.map((path) => path.slice(this.#folder.length + 1)).sort();
  }
}

async function outcomeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'done';
  } catch (error) {
    return error instanceof UserError ? error.message : `not for a person: ${String(error)}`;
  }
}
