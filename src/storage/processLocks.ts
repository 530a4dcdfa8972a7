import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '../core/l10n.ts';
import { UserError } from '../core/errors.ts';
import { claimName, parseClaim, statusOf } from './claims.ts';
import { readHost, type Host } from './host.ts';
import { inOwnFolder } from './ownFolder.ts';
import { startTimeOf } from './processes.ts';

/** The lock is also released when its process ends. */
export interface ProcessLock {
  release(): Promise<void>;
}

/** The path of a claim by another host, whose processes can't be checked here. Only a person can remove it. */
export interface HeldElsewhere {
  readonly claim: string;
}

export type LockHolder = 'thisHost' | HeldElsewhere;

export class LockedElsewhereError extends UserError implements HeldElsewhere {
  override readonly name = 'LockedElsewhereError';
  readonly claim: string;

  constructor({ claim }: HeldElsewhere, message = elsewhereMessage(claim)) {
    super(message);
    this.claim = claim;
  }
}

/**
 * Locks between the processes that share a folder. Each process writes its claim first and then looks for others, so at
 * least one of two backs off. Claims of ended processes are ignored: taking them over would be a race.
 */
export class ProcessLocks {
  readonly #folder: string;
  readonly #readHost: () => Promise<Host>;
  /** Read once, because both stay the same as long as this process runs. */
  #self: Promise<readonly [host: Host, start: number | undefined]> | undefined;
  readonly #held = new Set<string>();

  constructor(folder: string, host: () => Promise<Host> = readHost) {
    this.#folder = folder;
    this.#readHost = host;
  }

  /** Returns `undefined` if a process of this host holds the lock, even this one. @throws LockedElsewhereError */
  async take(key: string): Promise<ProcessLock | undefined> {
    const [host, start = 0] = await this.#readSelf();
    const own = claimName(key, { host, pid: process.pid, start });
    if (this.#held.has(own)) {
      return undefined;
    }
    this.#held.add(own);
    const isOurs = await inOwnFolder(this.#folder, () => this.#claim(key, own, host)).catch(async (error: unknown) => {
      await this.#withdraw(own);
      throw error;
    });
    return isOurs ? { release: () => this.#withdraw(own) } : undefined;
  }

  async #claim(key: string, own: string, host: Host): Promise<boolean> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await (await open(join(this.#folder, own), 'w', 0o600)).close();
    const holder = await this.#findHolder(key, host, await readdir(this.#folder), own);
    if (holder === undefined) {
      return true;
    }
    if (holder !== 'thisHost') {
      throw new LockedElsewhereError(holder);
    }
    await this.#withdraw(own);
    return false;
  }

  /** Also true if this process holds the lock, or if another host might. */
  async isTaken(key: string): Promise<boolean> {
    return (await this.holderOf(key)) !== undefined;
  }

  async holderOf(key: string): Promise<LockHolder | undefined> {
    const names = await readdir(this.#folder).catch(() => []);
    const [host] = await this.#readSelf();
    return this.#findHolder(key, host, names);
  }

  async #readSelf(): Promise<readonly [host: Host, start: number | undefined]> {
    this.#self ??= Promise.all([this.#readHost(), startTimeOf(process.pid)]);
    return this.#self;
  }

  /** Never throws, because the work under the lock is done. A claim that remains counts until this process ends. */
  async #withdraw(own: string): Promise<void> {
    this.#held.delete(own);
    await rm(join(this.#folder, own), { force: true }).catch(() => undefined);
  }

  async #findHolder(key: string, host: Host, names: readonly string[], own?: string): Promise<LockHolder | undefined> {
    let holder: LockHolder | undefined;
    for (const name of names.filter((other) => other !== own)) {
      const claim = parseClaim(key, name);
      const path = join(this.#folder, name);
      switch (claim && (await statusOf(claim, host))) {
        case 'running':
          holder = 'thisHost';
          break;
        case 'elsewhere':
          holder ??= { claim: path };
          break;
        case 'ended':
          await rm(path, { force: true });
          break;
        case 'unknown':
        case undefined:
      }
    }
    return holder;
  }
}

function elsewhereMessage(claim: string): l10n.DisplayText {
  return l10n.t(
    'This operation is already running on another machine or in another container. If VS Code isn\'t running there, delete the file "{0}" and try again.',
    claim,
  );
}
