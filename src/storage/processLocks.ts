import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inOwnFolder } from './ownFolder.ts';

/** Claims of one key: `<hash of the key>.<process id>.<when that process started>`. */
const claim = /^[0-9a-f]{64}\.(\d+)\.(\d+)$/;

/** Something that only one window of this machine does at a time, for as long as its process lives. */
export interface ProcessLock {
  release(): Promise<void>;
}

/**
 * Locks between the processes of one machine. Each who wants one first puts down a claim and then looks for claims of
 * others: of two, at least one sees the other, so both never have it. A claim whose process is gone counts for nothing,
 * and needs no taking over, which is where two could slip in.
 */
export class ProcessLocks {
  readonly #folder: string;
  readonly #held = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns `undefined` where another has it. @throws UserError, with no claim left behind */
  async take(key: string): Promise<ProcessLock | undefined> {
    const own = `${hashOf(key)}.${process.pid}.${(await startOf(process.pid)) ?? 0}`;
    if (this.#held.has(own)) {
      return undefined;
    }
    this.#held.add(own);
    const isOurs = await inOwnFolder(this.#folder, () => this.#claim(key, own)).catch(async (error: unknown) => {
      await this.#withdraw(own);
      throw error;
    });
    return isOurs ? { release: () => this.#withdraw(own) } : undefined;
  }

  async #claim(key: string, own: string): Promise<boolean> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await (await open(join(this.#folder, own), 'w', 0o600)).close();
    if (await this.#isClaimedByOther(key, own)) {
      await this.#withdraw(own);
      return false;
    }
    return true;
  }

  /** Whether somebody who lives has it, this process included. */
  async isTaken(key: string): Promise<boolean> {
    return this.#isClaimedByOther(key, '');
  }

  /** What was done under the lock is done, so that nothing is thrown: a claim that stays counts until its process ends. */
  async #withdraw(own: string): Promise<void> {
    this.#held.delete(own);
    await rm(join(this.#folder, own), { force: true }).catch(() => undefined);
  }

  async #isClaimedByOther(key: string, own: string): Promise<boolean> {
    const names = await readdir(this.#folder).catch(() => []);
    let isClaimed = false;
    for (const name of names.filter((other) => other.startsWith(hashOf(key)) && other !== own)) {
      const [, pid, start] = claim.exec(name) ?? [];
      if (pid !== undefined && (await startOf(Number(pid))) === Number(start)) {
        isClaimed = true;
      } else {
        await rm(join(this.#folder, name), { force: true });
      }
    }
    return isClaimed;
  }
}

/**
 * When a process started, in ticks since the machine did, which tells it from a later one with its number; 0 where the
 * system does not say. `undefined` where there is none.
 */
async function startOf(pid: number): Promise<number | undefined> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // One that is somebody else's lives too.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') {
      return undefined;
    }
  }
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything; what follows it are single words: the state, and the 22nd of all.
    const words = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie is dead, and only its parent has not looked yet.
    return words[0] === 'Z' ? undefined : Number(words[19]);
  } catch {
    return 0;
  }
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
