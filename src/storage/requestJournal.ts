import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { toError } from '../core/errors.ts';
import { Emitter } from '../core/emitter.ts';
import type { Logger } from '../core/logger.ts';
import { JournalFolder } from './journalFolder.ts';
import { LockedElsewhereError, ProcessLocks, type ProcessLock } from './processLocks.ts';

const time = v.pipe(v.string(), v.isoTimestamp());
/** In milliseconds. */
const gracePeriod = 5000;
/** In milliseconds. How long a new token may wait to be stored, for example, until a keyring is unlocked. */
const maxStoreDelay = 10 * 60 * 1000;

// Written before a request that creates or replaces a token is sent, and removed when the new token is stored or the
// user knows what happened. It never contains a token string. These property names are on users' disks: don't rename
// them.
const requestSchema = v.object({
  version: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  /** By this machine's clock. */
  startedAt: time,
  server: v.object({ name: v.string(), url: v.string(), identity: v.string() }),
  route: v.picklist(['createOperator', 'createNamed', 'createResource', 'regenerate', 'recover']),
  name: v.string(),
  /** In seconds; `null` for a token that never expires. */
  lifetime: v.nullable(v.number()),
  /** Of a resource token, in the short form. */
  permissions: v.optional(v.array(v.string())),
  signsIn: v.boolean(),
  /** What the list showed right before the request; `null` if it couldn't be loaded. */
  before: v.nullable(
    v.object({
      /** SHA-512 prefix of the token with this name; `null` if there was none. */
      hash: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{9,128}$/))),
      /** By the server's clock, to the second; `null` if the server didn't report it. */
      serverTime: v.nullable(time),
    }),
  ),
  /** The request's time limit, in milliseconds. */
  timeLimit: v.number(),
  recoveryUrl: v.nullable(v.string()),
  rotation: v.nullable(v.string()),
  /** Whether the user was told, before it was certain, that nothing had changed. */
  shownNothing: v.optional(v.boolean()),
  /** Written once someone may have the new token. */
  received: v.optional(
    v.object({
      /** SHA-512. */
      hash: v.string(),
      /** Whether the token was stored and all later steps are done. While it's stored, there's nothing to report. */
      isDone: v.boolean(),
    }),
  ),
  /** The `cluster-uuid` of the server that it was sent to, if it was known. A different one may be responding by now. */
  cluster: v.optional(v.string()),
});

export type TokenRequest = v.InferOutput<typeof requestSchema>;

/** A request in the journal that only this process is working on. */
export interface OpenRequest {
  readonly request: TokenRequest;
  /** Never throws, because the token is more important than the record of it. */
  readonly markReceived: (received: TokenRequest['received']) => Promise<void>;
  /** Removes it from the journal. Never throws: an entry that remains is checked again at the next start. */
  readonly end: () => Promise<void>;
  /** Leaves it in the journal after showing that nothing changed, in case the server completes it later. */
  readonly postpone: () => Promise<void>;
  readonly release: () => Promise<void>;
}

/** Requests from all windows on this machine whose new tokens aren't stored yet. */
export class RequestJournal {
  readonly #entries: JournalFolder<TokenRequest>;
  readonly #locks: ProcessLocks;
  readonly #logger: Logger;
  readonly #released = new Emitter<TokenRequest>();
  readonly onDidRelease = this.#released.event;
  readonly #own = new Map<string, OpenRequest>();

  constructor(folder: string, logger: Logger) {
    this.#entries = new JournalFolder(
      join(folder, 'requests'),
      (value): value is TokenRequest => v.is(requestSchema, value),
      logger,
    );
    this.#locks = new ProcessLocks(join(folder, 'locks'));
    this.#logger = logger;
  }

  /** Adds the request to the journal. Nothing may be sent before that. @throws UserError */
  async begin(request: Omit<TokenRequest, 'version' | 'id' | 'startedAt'>): Promise<OpenRequest> {
    const id = randomUUID();
    const lock = await this.#locks.take(lockKey(id));
    const entry: TokenRequest = { ...request, version: 1, id, startedAt: new Date().toISOString() };
    try {
      await this.#entries.create(entry);
    } catch (error) {
      await lock?.release();
      throw error;
    }
    return this.#open(entry, lock);
  }

  async readAll(): Promise<TokenRequest[]> {
    return this.#entries.readAll();
  }

  /** @returns `undefined` if the request is no longer in the journal, or a process may still be working on it */
  async claim(request: TokenRequest): Promise<OpenRequest | undefined> {
    const lock = await this.#takeLock(request);
    if (lock === undefined) {
      return undefined;
    }
    const entry = await this.#entries.read(request.id);
    if (entry === undefined) {
      await lock.release();
      return undefined;
    }
    return this.#open(entry, lock);
  }

  async #takeLock({ id, startedAt, timeLimit }: TokenRequest): Promise<ProcessLock | undefined> {
    try {
      return await this.#locks.take(lockKey(id));
    } catch (error) {
      // A container that was killed leaves its claim behind. After a while, its request can no longer be running.
      const isOver = Date.now() - Date.parse(startedAt) > timeLimit + maxStoreDelay;
      if (error instanceof LockedElsewhereError) {
        return isOver ? { release: () => Promise.resolve() } : undefined;
      }
      throw error;
    }
  }

  /** Ends matching requests, unless another process is working on them. */
  async endMatching(matches: (request: TokenRequest) => boolean): Promise<void> {
    for (const request of (await this.readAll()).filter(matches)) {
      await (this.#own.get(request.id) ?? (await this.claim(request)))?.end();
    }
  }

  #open(request: TokenRequest, lock: ProcessLock | undefined): OpenRequest {
    const release = async () => {
      this.#own.delete(request.id);
      await lock?.release();
      this.#released.fire(request);
    };
    let isEnded = false;
    const update = async (change: Partial<TokenRequest>) => {
      if (isEnded) {
        return;
      }
      try {
        await this.#entries.write({ ...request, ...change });
      } catch (error) {
        this.#logger.warn(`Couldn't update a request in the journal: ${toError(error).message}`);
      }
    };
    const end = async () => {
      isEnded = true;
      try {
        await this.#entries.remove(request.id);
      } catch (error) {
        this.#logger.warn(`Couldn't remove a request from the journal: ${toError(error).message}`);
      }
      await release();
    };
    const postpone = async () => {
      await update({ shownNothing: true });
      await release();
    };
    const markReceived = (received: TokenRequest['received']) => update({ received });
    const open = { request, markReceived, end, postpone, release };
    this.#own.set(request.id, open);
    return open;
  }
}

/** Servers that respond at the same URL are different if each has reported a different ID. */
export function isForToken(
  { name, server, cluster }: TokenRequest,
  token: { readonly name: string; readonly identity: string; readonly cluster: string | null | undefined },
): boolean {
  const isSameServer = cluster === undefined || token.cluster == null || cluster === token.cluster;
  return name === token.name && server.identity === token.identity && isSameServer;
}

export function isOver(request: TokenRequest): boolean {
  return timeUntilOver(request) <= 0;
}

/** In milliseconds. A proxy may keep working on a request that this machine is no longer waiting for. */
export function timeUntilOver({ startedAt, timeLimit }: TokenRequest): number {
  const age = Date.now() - Date.parse(startedAt);
  // A negative age means that the clock was set back.
  return age < 0 ? 0 : 2 * timeLimit + gracePeriod - age;
}

function lockKey(id: string): string {
  return `request\n${id}`;
}
