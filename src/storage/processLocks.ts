import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inOwnFolder } from './ownFolder.ts';

/** File name of a claim: `<SHA-256 of the key>.<process ID>.<start time of the process>`. */
const claimName = /^[0-9a-f]{64}\.(\d+)\.(\d+)$/;

/** The lock is also released when its process ends. */
export interface ProcessLock {
  release(): Promise<void>;
}

/**
 * Locks between the processes of one machine. Each process writes its claim first and then looks for others, so of two,
 * at least one backs off. Claims of ended processes are ignored: taking them over would be a race.
 */
export class ProcessLocks {
  readonly #folder: string;
  readonly #held = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Returns `undefined` if the lock is held, even by this process. @throws UserError, and then no claim is left */
  async take(key: string): Promise<ProcessLock | undefined> {
    const own = `${hashOf(key)}.${process.pid}.${(await startTimeOf(process.pid)) ?? 0}`;
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

  /** Also true if this process holds the lock. */
  async isTaken(key: string): Promise<boolean> {
    return this.#isClaimedByOther(key, '');
  }

  /** Never throws, because the work under the lock is done. A claim that stays counts until this process ends. */
  async #withdraw(own: string): Promise<void> {
    this.#held.delete(own);
    await rm(join(this.#folder, own), { force: true }).catch(() => undefined);
  }

  async #isClaimedByOther(key: string, own: string): Promise<boolean> {
    const names = await readdir(this.#folder).catch(() => []);
    let isClaimed = false;
    for (const name of names.filter((other) => other.startsWith(hashOf(key)) && other !== own)) {
      const [, pid, start] = claimName.exec(name) ?? [];
      if (pid !== undefined && (await startTimeOf(Number(pid))) === Number(start)) {
        isClaimed = true;
      } else {
        await rm(join(this.#folder, name), { force: true });
      }
    }
    return isClaimed;
  }
}

/** Returns clock ticks since boot, which distinguish a process from a later one with its ID; 0 if they're unknown. */
async function startTimeOf(pid: number): Promise<number | undefined> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process of another user exists too.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') {
      return undefined;
    }
  }
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The process name in parentheses may contain anything. After it, field 0 is the state and 19 the start time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; its parent just hasn't collected it yet.
    return fields[0] === 'Z' ? undefined : Number(fields[19]);
  } catch {
    return 0;
  }
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
