import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Token } from '../../src/core/token.ts';
import { createNamedToken } from '../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../src/influxdb/createOperatorToken.ts';
import type { Endpoint } from '../../src/influxdb/endpoint.ts';
import { RotationJournals } from '../../src/storage/rotationJournals.ts';
import { SecretBox } from '../../src/storage/secretBox.ts';
import { TokenStore } from '../../src/storage/tokenStore.ts';
import { startFaultProxy, type FaultProxy } from '../faultProxy/proxy.ts';
import { makeAuthority } from '../influxdb3/certificates.ts';
import { startTokenServer, type TokenServer } from '../influxdb3/server.ts';
import { MemoryNotes } from '../unit/storage/helpers/ports.ts';
import { FlakySecrets } from './flakySecrets.ts';
import type { Random } from './random.ts';
import { chanceFault } from './soakFaults.ts';

export const identity = 'this-machine@http://localhost';
/** A token that is never deleted or rotated: whoever loses the operator token goes on with it. */
export const keeperName = 'keeper';

/** What goes wrong, as shares of all requests and of all accesses to the secret storage. */
export interface Rates {
  readonly faults: number;
  readonly failingSecrets: number;
}

/** So many requests are to be met by a fault that one in five is: not every answer has every place. */
const usualRates: Rates = { faults: 0.27, failingSecrets: 0.02 };
const overTls = 0.25;
/** In milliseconds. */
const timeLimit = 100;

export interface Tally {
  requests: number;
  befallen: number;
  /** Verdicts on lost answers, and what became of rotations. */
  readonly counts: Map<string, number>;
}

/** One server behind faults, and one machine that works with it. */
export interface SoakWorld {
  readonly random: Random;
  readonly server: TokenServer;
  readonly secrets: FlakySecrets;
  readonly notes: MemoryNotes;
  readonly tokens: TokenStore;
  readonly journals: RotationJournals;
  readonly folder: string;
  readonly journalFolder: string;
  readonly workspace: string;
  /** Handed to every call, and never aborted. */
  readonly signal: AbortSignal;
  readonly tally: Tally;
  count(what: string): void;
  /** A name that no token had before. */
  newName(): string;
  /** The way to the server, now with TLS and now without. */
  endpoint(): Endpoint;
  /** Nobody listens until the next pause. */
  outage(): Promise<void>;
  /** Waits until the proxies are done with all that was sent, so that the server is too. */
  pause(): Promise<void>;
  close(): Promise<void>;
}

export async function makeSoakWorld(random: Random, rates: Rates = usualRates): Promise<SoakWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'influxdb3-soak-'));
  const authority = await makeAuthority();
  const server = await startTokenServer();
  const befalls = () => chanceFault(random, rates.faults);
  const plain = await startFaultProxy({ target: server, befalls });
  const tls = await startFaultProxy({ target: server, befalls, tls: await authority.issue() });
  const proxies: readonly FaultProxy[] = [plain, tls];
  const secrets = new FlakySecrets(random, rates.failingSecrets);
  const notes = new MemoryNotes();
  const tally: Tally = { requests: 0, befallen: 0, counts: new Map() };
  const journalFolder = join(folder, 'rotations');
  const workspace = join(folder, 'workspace');
  await mkdir(workspace);
  let names = 0;
  const endpoint = ({ url }: { url: string }, timeout: number): Endpoint => ({
    url,
    ca: authority.caPem,
    verifyCertificate: true,
    systemAuthorities: true,
    proxy: undefined,
    timeout,
    logger: silent,
  });
  const world: SoakWorld = {
    random,
    server,
    secrets,
    notes,
    tokens: new TokenStore(new SecretBox(secrets), notes, (problem) => {
      throw problem;
    }),
    journals: new RotationJournals(journalFolder, silent),
    folder,
    journalFolder,
    workspace,
    signal: new AbortController().signal,
    tally,
    count: (what) => void tally.counts.set(what, (tally.counts.get(what) ?? 0) + 1),
    newName: () => `token-${++names}`,
    endpoint: () => endpoint(random.chance(overTls) ? tls : plain, timeLimit),
    async outage() {
      await Promise.all(proxies.map((proxy) => proxy.arm({ kind: 'refuse' })));
    },
    async pause() {
      const reports = (await Promise.all(proxies.map((proxy) => proxy.settle()))).flat();
      tally.requests += reports.length;
      tally.befallen += reports.filter(({ befellAt }) => befellAt !== undefined).length;
      server.requests.length = 0;
    },
    async close() {
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
  await begin(world, endpoint(server, 10_000));
  return world;
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Signed in with a new operator token, and with a second token that is kept. */
async function begin(world: SoakWorld, direct: Endpoint): Promise<void> {
  const operator = await createOperatorToken(direct);
  const keeper = await createNamedToken(direct, operator.token, keeperName, undefined);
  await keep(world, operator.token, operator.name, true);
  await keep(world, keeper.token, keeper.name, false);
}

/** Stores a new token, again and again: as the person does who is asked until its string is in a safe place. */
export async function keep(world: SoakWorld, token: Token, name: string, signsIn: boolean): Promise<void> {
  await untilStored(world, () => world.tokens.keep(identity, token, name, false));
  if (signsIn) {
    await untilStored(world, () => world.tokens.storeSignIn(identity, token, name));
  }
}

/** Does something with the secret storage until that does not fail. */
export async function untilStored<Result>(world: SoakWorld, access: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await access();
    } catch (error) {
      if (!String(error).includes('keyring')) {
        throw error;
      }
      world.count('secret storage failed');
    }
  }
}
