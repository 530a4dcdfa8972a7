import * as l10n from '../core/l10n.ts';
import { hasResourceTokens, productFrom, productName } from '../core/product.ts';
import type { Server } from '../core/server/server.ts';
import { identifyServer, type ServerDetails } from '../influxdb/identifyServer.ts';
import { listWithTime } from '../influxdb/listTokens.ts';
import { checkCluster, probe } from '../influxdb/probe.ts';
import { tokenAccess } from '../influxdb/tokenAccess.ts';
import { ServerError } from '../influxdb/transport/serverError.ts';
import type { Connection } from '../servers/connections.ts';
import type { SignIn } from '../storage/tokenStore.ts';
import type { Person } from './person.ts';
import type { ServerAccess } from './ports.ts';
import { allowUncheckedConnections, trustServer } from './steps/approval.ts';
import { connect } from './steps/connect.ts';
import { withRemedies } from './steps/remedies.ts';

export interface TestConnectionInput {
  /** What to ask before the test: whether to trust the server that responds now, or to allow unchecked connections. */
  readonly purpose?: 'trust' | 'uncheckedConnections' | undefined;
}

/** Version and product are known only if the server accepts the sign-in token. */
export interface ConnectionTest extends ServerDetails {
  /** Whether the server accepts the sign-in token, even if the token isn't allowed to list tokens. */
  readonly isAuthenticated: boolean;
  readonly canListTokens: boolean;
  readonly milliseconds: number;
}

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
}

/** Measures how fast a server responds to the request that other operations send first. */
export async function testConnection(
  server: Server,
  { purpose }: TestConnectionInput,
  ports: Ports,
): Promise<ConnectionTest> {
  return withRemedies(server, async () => {
    const { person, servers } = ports;
    const connection = await connect(server, ports);
    if (purpose === undefined) {
      return runTest(connection, ports);
    }
    const asked = { person, approvals: servers.approvals, tokens: servers.tokens };
    await (purpose === 'trust' ? trustServer(connection, asked) : allowUncheckedConnections(connection, asked));
    // The first connection was prepared with the earlier approvals.
    return runTest(await servers.connections.prepare(server), ports);
  });
}

async function runTest(connection: Connection, { person, servers }: Ports): Promise<ConnectionTest> {
  const { server, identity } = connection;
  const signIn = await servers.tokens.readSignIn(identity);
  if (signIn.kind === 'token') {
    await person.confirmIfExternal({
      message:
        signIn.name === undefined
          ? l10n.t('Send your sign-in token to {0} to test the connection?', server.name)
          : l10n.t('Send the token "{0}" to {1} to test the connection?', signIn.name, server.name),
      urls: [server.url],
      confirmLabel: l10n.t('Test Connection'),
    });
  }
  try {
    const test = await person.progress(l10n.t('Testing the connection to {0}...', server.name), (signal) =>
      measure(connection, signIn, signal),
    );
    person.inform(resultText(server.name, test, signIn));
    return test;
  } finally {
    void servers.store.reload(server);
  }
}

async function measure({ endpoint }: Connection, signIn: SignIn, signal: AbortSignal): Promise<ConnectionTest> {
  if (signIn.kind === 'token') {
    // Connect and check the cluster first, so that only the request for the list is timed.
    await checkCluster(endpoint, { signal });
  }
  const started = performance.now();
  const millisecondsSoFar = () => Math.round(performance.now() - started);
  if (signIn.kind !== 'token') {
    await probe(endpoint, { signal });
    return {
      ...noDetails(endpoint.url),
      isAuthenticated: false,
      canListTokens: false,
      milliseconds: millisecondsSoFar(),
    };
  }
  const { token } = signIn;
  // Test with the list, which always needs a token: `/ping` may be open to anyone.
  let milliseconds = 0;
  const listing = listWithTime(endpoint, token, { signal }).finally(() => (milliseconds = millisecondsSoFar()));
  try {
    const access = await tokenAccess(endpoint, token, listing, { signal });
    const canListTokens = access.kind === 'full' || access.kind === 'withoutAuth';
    const details = canListTokens ? await identifyServer(endpoint, token, { signal }) : access.details;
    return { ...details, isAuthenticated: true, canListTokens, milliseconds };
  } catch (error) {
    if (error instanceof ServerError && error.kind === 'notAuthenticated') {
      return { ...noDetails(endpoint.url), isAuthenticated: false, canListTokens: false, milliseconds };
    }
    throw error;
  }
}

/** The server shows its product and version only to a token. */
function noDetails(url: string): ServerDetails {
  return { version: undefined, product: productFrom({ url, productName: undefined, build: undefined }) };
}

/** The sentence for the user. The product may be known without a token, because only Cloud has its hosts. */
export function resultText(
  name: string,
  { version, product, isAuthenticated, canListTokens, milliseconds }: ConnectionTest,
  signIn: Pick<SignIn, 'kind'>,
): l10n.DisplayText {
  const knownProduct = productName(product);
  const software = l10n.own(
    l10n.join(
      [knownProduct ?? l10n.untranslated('InfluxDB 3'), ...(version === undefined ? [] : [l10n.name(version)])],
      ' ',
    ),
  );
  if (isAuthenticated && !canListTokens && hasResourceTokens(product)) {
    return l10n.t(
      "{0} responded in {1} ms and accepted the token. It runs {2}. This token can't list tokens. To manage them, sign in with an admin token.",
      name,
      milliseconds,
      software,
    );
  }
  if (isAuthenticated && !canListTokens) {
    return l10n.t(
      "{0} responded in {1} ms but doesn't allow the token to list tokens. Sign in with an admin token, or check whether a proxy is blocking the request.",
      name,
      milliseconds,
    );
  }
  if (isAuthenticated) {
    return l10n.t('{0} responded in {1} ms and accepted the token. It runs {2}.', name, milliseconds, software);
  }
  if (knownProduct !== undefined) {
    return signIn.kind === 'token'
      ? l10n.t(
          '{0} responded in {1} ms but rejected the token, which is unknown, expired, or deleted. It runs {2}. Sign in again.',
          name,
          milliseconds,
          software,
        )
      : l10n.t(
          '{0} responded in {1} ms. It runs {2}. Sign in to see its version and tokens.',
          name,
          milliseconds,
          software,
        );
  }
  return signIn.kind === 'token'
    ? l10n.t(
        '{0} responded in {1} ms but rejected the token, which is unknown, expired, or deleted. Sign in again.',
        name,
        milliseconds,
      )
    : l10n.t('{0} responded in {1} ms. Sign in to see its version and tokens.', name, milliseconds);
}
