import * as l10n from '@vscode/l10n';
import { listIfAccepted } from '../influxdb/listTokens.ts';
import { ping } from '../influxdb/ping.ts';
import { probe } from '../influxdb/probe.ts';
import type { Connection } from '../servers/connections.ts';
import type { SignIn } from '../storage/tokenStore.ts';
import { MessageNode } from '../ui/servers/nodes.ts';
import { inform } from '../vscode/notify.ts';
import { withProgress } from '../vscode/progress.ts';
import { connect } from '../operations/steps/connect.ts';
import type { Call, Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

interface ConnectionResult {
  readonly server: string;
  readonly ok: true;
  /** Known only if the server accepts the sign-in token. */
  readonly version: string | null;
  readonly authenticated: boolean;
  readonly milliseconds: number;
}

type Deps = Pick<Dependencies, 'store' | 'connections' | 'approval' | 'tokens'>;

export function testConnection(deps: Deps): Command {
  return {
    id: 'influxdb3Tokens.testConnection',
    async run(call) {
      const connection = await connect(call, deps, l10n.t('Test Connection'));
      const { server } = connection;
      if (call.node instanceof MessageNode && call.node.message.purpose === 'trust') {
        await deps.approval.trust(connection, call.confirmer);
        return await runTest(await deps.connections.prepare(server), call, deps);
      }
      return await runTest(connection, call, deps);
    },
  };
}

async function runTest(connection: Connection, call: Call, deps: Deps): Promise<ConnectionResult> {
  const { server } = connection;
  const signIn = await deps.tokens.readSignIn(connection.identity);
  if (signIn.kind === 'token') {
    await call.confirmer.confirmIfExternal({
      message: l10n.t(
        'Send the token "{0}" to {1} to test the connection?',
        signIn.name ?? l10n.t('sign-in token'),
        server.url,
      ),
      yes: l10n.t('Test Connection'),
    });
  }
  try {
    const result = await withProgress(l10n.t('Testing the connection to {0}...', server.name), (signal) =>
      measure(connection, signIn, signal),
    );
    void inform(resultText(server.name, result, signIn));
    return result;
  } finally {
    void deps.store.reload(server);
  }
}

async function measure(
  { server, endpoint }: Connection,
  signIn: SignIn,
  signal: AbortSignal,
): Promise<ConnectionResult> {
  if (signIn.kind === 'token') {
    // Check the cluster first, so that only the request for the list is timed.
    await endpoint.guard?.check({ signal });
  }
  const started = performance.now();
  const toResult = (version: string | null, authenticated: boolean): ConnectionResult => {
    const milliseconds = Math.round(performance.now() - started);
    return { server: server.url, ok: true, version, authenticated, milliseconds };
  };
  if (signIn.kind !== 'token') {
    await probe(endpoint, { signal });
    return toResult(null, false);
  }
  // Test with the list, which always needs a token: `/ping` may be open to anyone.
  if ((await listIfAccepted(endpoint, signIn.token, { signal })) === 'notAuthenticated') {
    return toResult(null, false);
  }
  const measured = toResult(null, true);
  // If a proxy blocks `/ping` but not the list, only the version is unknown.
  const version = await ping(endpoint, signIn.token, { signal }).then(
    (response) => response.version,
    () => null,
  );
  return { ...measured, version };
}

function resultText(name: string, result: ConnectionResult, signIn: SignIn): string {
  if (result.authenticated) {
    return l10n.t(
      '{0} responded in {1} ms and accepted the token. It runs InfluxDB {2}.',
      name,
      result.milliseconds,
      result.version ?? '3',
    );
  }
  return signIn.kind === 'token'
    ? l10n.t(
        '{0} responded in {1} ms but rejected the token, which is unknown, expired, or deleted. Sign in again.',
        name,
        result.milliseconds,
      )
    : l10n.t('{0} responded in {1} ms. Sign in to see its version and tokens.', name, result.milliseconds);
}
