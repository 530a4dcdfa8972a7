import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Token } from '../../../src/core/token/token.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { Channel } from '../../../src/influxdb/transport/channel.ts';
import type { Endpoint } from '../../../src/influxdb/transport/endpoint.ts';
import { RotationJournals } from '../../../src/rotation/journalFiles.ts';
import { SecretQueue } from '../../../src/storage/secretQueue.ts';
import { TokenStore } from '../../../src/storage/tokenStore.ts';
import { startFaultProxy, type FaultProxy } from '../../support/faultProxy/proxy.ts';
import { createAuthority } from '../../support/influxdb3/certificates.ts';
import { startTokenServer, type TokenServer } from '../../support/influxdb3/server.ts';
import { MemoryMemento } from '../../unit/storage/helpers/memoryStorage.ts';
import { FlakySecrets } from './flakySecrets.ts';
import type { Random } from './random.ts';
import { randomFault } from './soakFaults.ts';

export const identity = 'this-machine@http://localhost';
/** A token that is never deleted or rotated, to sign in with when the operator token was lost. */
export const spareTokenName = 'spare';

export interface Rates {
  readonly faults: number;
  readonly secretFailures: number;
}

/** One in five requests fails at this rate, because not every response has the fault's position. */
const defaultRates: Rates = { faults: 0.27, secretFailures: 0.02 };
const tlsShare = 0.25;
/** Of endpoints whose requests share a connection, as those of an operation do. */
const sharedShare = 0.5;
const timeoutMilliseconds = 100;

export interface SoakSummary {
  requests: number;
  faultyRequests: number;
  readonly counts: Map<string, number>;
}

export interface SoakFixture {
  readonly random: Random;
  readonly server: TokenServer;
  readonly secrets: FlakySecrets;
  readonly metadata: MemoryMemento;
  readonly tokens: TokenStore;
  readonly journals: RotationJournals;
  readonly folder: string;
  readonly journalFolder: string;
  readonly workspace: string;
  /** Passed to every call and never aborted, so that leaked listeners show. */
  readonly signal: AbortSignal;
  readonly summary: SoakSummary;
  count(event: string): void;
  newName(): string;
  /** The server through a proxy, randomly with or without TLS. */
  endpoint(): Endpoint;
  /** Refuses connections until the next pause. */
  startDowntime(): Promise<void>;
  /** Waits until the proxies, and so the server, are done with all requests. */
  waitForProxies(): Promise<void>;
  close(): Promise<void>;
}

export async function createSoakFixture(random: Random, rates: Rates = defaultRates): Promise<SoakFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'influxdb3-soak-'));
  const authority = await createAuthority();
  const server = await startTokenServer();
  const chooseFault = () => randomFault(random, rates.faults);
  const plain = await startFaultProxy({ target: server, chooseFault });
  const tls = await startFaultProxy({ target: server, chooseFault, tls: await authority.issue() });
  const proxies: readonly FaultProxy[] = [plain, tls];
  const secrets = new FlakySecrets(random, rates.secretFailures);
  const metadata = new MemoryMemento();
  const summary: SoakSummary = { requests: 0, faultyRequests: 0, counts: new Map() };
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
  const fixture: SoakFixture = {
    random,
    server,
    secrets,
    metadata,
    tokens: new TokenStore(new SecretQueue(secrets), metadata, (problem) => {
      throw problem;
    }),
    journals: new RotationJournals(journalFolder, silent),
    folder,
    journalFolder,
    workspace,
    signal: new AbortController().signal,
    summary,
    count: (event) => void summary.counts.set(event, (summary.counts.get(event) ?? 0) + 1),
    newName: () => `token-${++names}`,
    endpoint: () => ({
      ...endpoint(random.chance(tlsShare) ? tls : plain, timeoutMilliseconds),
      ...(random.chance(sharedShare) ? { channel: new Channel({ verify: () => undefined }) } : {}),
    }),
    async startDowntime() {
      await Promise.all(proxies.map((proxy) => proxy.arm({ kind: 'refuse' })));
    },
    async waitForProxies() {
      const reports = (await Promise.all(proxies.map((proxy) => proxy.takeReports()))).flat();
      summary.requests += reports.length;
      summary.faultyRequests += reports.filter(({ injectedAt }) => injectedAt !== undefined).length;
      server.requests.length = 0;
    },
    async close() {
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
  await createInitialTokens(fixture, endpoint(server, 10_000));
  return fixture;
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

async function createInitialTokens(fixture: SoakFixture, direct: Endpoint): Promise<void> {
  const operator = await createOperatorToken(direct);
  const spare = await createNamedToken(direct, operator.token, spareTokenName, undefined);
  await storeToken(fixture, operator.token, operator.name, { isSignInToken: true });
  await storeToken(fixture, spare.token, spare.name);
}

/** Stores a new token, and retries until it is stored, as the product does. */
export async function storeToken(
  fixture: SoakFixture,
  token: Token,
  name: string,
  { isSignInToken = false }: { readonly isSignInToken?: boolean } = {},
): Promise<void> {
  await retryStorage(fixture, () => fixture.tokens.store(identity, token, name, { untilSavedElsewhere: false }));
  if (isSignInToken) {
    await retryStorage(fixture, () => fixture.tokens.storeSignIn(identity, token, name));
  }
}

export async function retryStorage<Result>(fixture: SoakFixture, access: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await access();
    } catch (error) {
      if (!String(error).includes('keyring')) {
        throw error;
      }
      fixture.count('secret storage failed');
    }
  }
}
