import * as l10n from '@vscode/l10n';
import type { Server } from '../core/server/server.ts';
import { listIfAccepted } from '../influxdb/listTokens.ts';
import { ping } from '../influxdb/ping.ts';
import { checkCluster, probe } from '../influxdb/probe.ts';
import type { Connection } from '../servers/connections.ts';
import type { SignIn } from '../storage/tokenStore.ts';
import type { Person } from './person.ts';
import type { ServerAccess } from './ports.ts';
import { trustServer } from './steps/approval.ts';
import { connect } from './steps/connect.ts';
import { withRemedies } from './steps/remedies.ts';

export interface TestConnectionInput {
  /** Asks whether to trust the InfluxDB server that responds now, if it isn't the one that the user signed in to. */
  readonly asksToTrust: boolean;
}

export interface ConnectionTest {
  /** Known only if the server accepts the sign-in token. */
  readonly version: string | undefined;
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
  { asksToTrust }: TestConnectionInput,
  ports: Ports,
): Promise<ConnectionTest> {
  return withRemedies(server, async () => {
    const { person, servers } = ports;
    const connection = await connect(server, ports);
    if (!asksToTrust) {
      return runTest(connection, ports);
    }
    await trustServer(connection, { person, approvals: servers.approvals, tokens: servers.tokens });
    // The first connection still expects the server that the user signed in to before.
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
          ? l10n.t('Send your sign-in token to {0} to test the connection?', server.url)
          : l10n.t('Send the token "{0}" to {1} to test the connection?', signIn.name, server.url),
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
  const testNow = (isAuthenticated: boolean, canListTokens = isAuthenticated): ConnectionTest => ({
    version: undefined,
    isAuthenticated,
    canListTokens,
    milliseconds: Math.round(performance.now() - started),
  });
  if (signIn.kind !== 'token') {
    await probe(endpoint, { signal });
    return testNow(false);
  }
  // Test with the list, which always needs a token: `/ping` may be open to anyone.
  const listed = await listIfAccepted(endpoint, signIn.token, { signal });
  if (listed === 'notAuthenticated') {
    return testNow(false);
  }
  const test = testNow(true, listed !== 'notAllowed');
  // If a proxy blocks `/ping` but not the list, only the version is unknown.
  const version = await ping(endpoint, signIn.token, { signal }).then(
    (response) => response.version,
    () => undefined,
  );
  return { ...test, version };
}

function resultText(
  name: string,
  { version, isAuthenticated, canListTokens, milliseconds }: ConnectionTest,
  signIn: SignIn,
): string {
  if (isAuthenticated && !canListTokens) {
    return l10n.t(
      "{0} responded in {1} ms but doesn't allow the token to list tokens. Sign in with an admin token, or check whether a proxy blocks the request.",
      name,
      milliseconds,
    );
  }
  if (isAuthenticated) {
    return l10n.t(
      '{0} responded in {1} ms and accepted the token. It runs InfluxDB {2}.',
      name,
      milliseconds,
      version ?? '3',
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
