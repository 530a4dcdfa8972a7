import * as l10n from '@vscode/l10n';
import { Canceled, UserError } from '../core/errors.ts';
import type { Server } from '../core/server/server.ts';
import { looksComplete, tokensInPaste } from '../content/pastedTokens.ts';
import type { Token } from '../core/token/token.ts';
import type { TokenRecord } from '../core/token/tokenRecord.ts';
import { listTokens } from '../influxdb/listTokens.ts';
import { checkCluster } from '../influxdb/probe.ts';
import { tokenAccess } from '../influxdb/tokenAccess.ts';
import { ServerError } from '../influxdb/transport/serverError.ts';
import type { Connection } from '../servers/connections.ts';
import type { Person, Question } from './person.ts';
import type { ServerAccess } from './ports.ts';
import { rememberSignIn } from './steps/approval.ts';
import { choosePastedToken } from './steps/choosePastedToken.ts';
import { connect } from './steps/connect.ts';
import { recordDone } from './steps/recordedChange.ts';
import { withRemedies } from './steps/remedies.ts';

interface SignInInput {
  readonly fromClipboard: boolean;
}

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly clipboard: { readText(): Promise<string> };
  readonly notice: {
    signedIn(): void;
  };
}

/** Returns `undefined` if the server accepts the token, but doesn't list it or doesn't let it list tokens. */
export async function signIn(server: Server, input: SignInInput, ports: Ports): Promise<TokenRecord | undefined> {
  return withRemedies(server, async () => {
    const { person, servers, notice } = ports;
    const connection = await connect(server, ports);
    await person.confirmIfExternal({
      message: input.fromClipboard
        ? l10n.t('Sign in to {0} with the token on the clipboard?', server.url)
        : l10n.t('Sign in to {0}?', server.url),
      confirmLabel: l10n.t('Sign In'),
    });
    const { endpoint, guard } = connection.signIn;
    await person.progress(l10n.t('Checking {0}...', server.name), (signal) => checkCluster(endpoint, { signal }));
    const accepted = input.fromClipboard
      ? await tryCopiedToken(connection, ports)
      : await askUntilAccepted(connection, ports);
    // Store the token before the cluster: the previous token must not be sent to the new token's cluster.
    const record = await storeAccepted(connection, accepted, guard.clusterId ?? undefined, servers);
    await rememberSignIn(connection, guard.clusterId, servers.approvals);
    const token = { name: record?.name ?? '', hash: accepted.token.hash };
    await recordDone({ server, action: 'signIn', token }, ports);
    if (accepted.records === undefined) {
      person.inform(
        l10n.t(
          "Signed in to {0}. This token can't list tokens. To see and manage them, sign in with an admin token.",
          server.name,
        ),
      );
    }
    notice.signedIn();
    void servers.store.reload(server);
    return record;
  });
}

interface AcceptedToken {
  readonly token: Token;
  /** `undefined` if the token can't list tokens. */
  readonly records: readonly TokenRecord[] | undefined;
}

async function storeAccepted(
  { identity }: Connection,
  { token, records }: AcceptedToken,
  cluster: string | undefined,
  { tokens, approvals }: ServerAccess,
): Promise<TokenRecord | undefined> {
  const previousCluster = (await approvals.read(identity))?.cluster ?? undefined;
  const isSameServer = previousCluster === undefined || previousCluster === cluster;
  if (!isSameServer) {
    // Tokens stored so far belong to the other server, even if an earlier version didn't record that.
    await tokens.moveToCluster(identity, undefined, previousCluster);
  }
  const previous = await tokens.readSignIn(identity);
  const findListed = (token: Token) => records?.find(({ hash }) => token.matches(hash));
  const mightWork = !isSameServer || records === undefined;
  if (previous.kind === 'token' && (mightWork || findListed(previous.token) !== undefined)) {
    // The previous token still works, or will when its server is back, and this may be its only copy.
    await tokens.preserveSignIn(identity);
  }
  const record = findListed(token);
  await tokens.storeSignIn(identity, token.withCluster(cluster), record?.name);
  return record;
}

function tokenIn(text: string): Token {
  const [token, ...others] = tokensInPaste(text).filter(
    (found) => found.userSession !== undefined || looksComplete(found),
  );
  if (token === undefined) {
    throw new UserError(
      l10n.t('The clipboard contains no token. Copy one ("apiv3_" followed by 86 characters) and try again.'),
    );
  }
  if (others.length > 0) {
    throw new UserError(
      l10n.t('The clipboard contains {0} different tokens. Copy just one and try again.', others.length + 1),
    );
  }
  return token;
}

async function tryCopiedToken(
  connection: Connection,
  { person, clipboard }: Pick<Ports, 'person' | 'clipboard'>,
): Promise<AcceptedToken> {
  const token = tokenIn(await clipboard.readText());
  if (!(await confirmFormat(token, person))) {
    throw new Canceled();
  }
  return tryToken(connection, token, person);
}

async function askUntilAccepted(
  connection: Connection,
  ports: Pick<Ports, 'person' | 'servers'>,
): Promise<AcceptedToken> {
  const { person } = ports;
  const { name, url } = connection.server;
  let value = '';
  let rejection: string | undefined;
  for (;;) {
    value = await person.text({
      title: l10n.t('Sign In'),
      prompt: l10n.t(
        "Paste a token for {0} ({1}). It's checked with the server, and then stored in VS Code's secret storage.",
        name,
        url,
      ),
      placeholder: 'apiv3_…',
      password: true,
      value,
      rejection,
      problem: (text) =>
        tokensInPaste(text).length === 0
          ? l10n.t('Enter a token: "apiv3_" followed by letters, digits, "-", or "_".')
          : undefined,
    });
    rejection = undefined;
    const token = await choosePastedToken(tokensInPaste(value), ports);
    if (token === undefined || !(await confirmFormat(token, person))) {
      continue;
    }
    try {
      return await tryToken(connection, token, person);
    } catch (error) {
      // A different server than the one that was checked isn't the token's fault: signing in must start again.
      if (!(error instanceof ServerError) || error.kind === 'differentServer' || error.kind === 'clusterIdMissing') {
        throw error;
      }
      rejection = error.message;
    }
  }
}

async function confirmFormat(token: Token, person: Person): Promise<boolean> {
  if (looksComplete(token)) {
    return true;
  }
  try {
    await person.confirm(token.userSession === undefined ? tryAnywayQuestion() : userSessionQuestion());
    return true;
  } catch (error) {
    if (error instanceof Canceled) {
      return false;
    }
    throw error;
  }
}

function tryAnywayQuestion(): Question {
  return {
    message: l10n.t("This doesn't look like a token created by InfluxDB. Try it anyway?"),
    detail: l10n.t(
      'InfluxDB tokens start with "apiv3_" and are 92 characters long. Part of the token might be missing.',
    ),
    confirmLabel: l10n.t('Try Anyway'),
  };
}

function userSessionQuestion(): Question {
  return {
    message: l10n.t('Sign in with a user session?'),
    detail: l10n.t(
      "This is a user session (a preview feature of InfluxDB 3 Enterprise), not a token. What you can do depends on the user's role. A session can't be rotated or inserted into files. When it ends, you need to sign in again.",
    ),
    confirmLabel: l10n.t('Sign In'),
  };
}

/** Loads the server's list with the token, because the list also identifies it. */
async function tryToken({ server, signIn }: Connection, token: Token, person: Person): Promise<AcceptedToken> {
  const { endpoint } = signIn;
  const access = await person.progress(l10n.t('Signing in to {0}...', server.name), (signal) =>
    tokenAccess(endpoint, token, listTokens(endpoint, token, { signal }), { signal }),
  );
  if (access.kind === 'refused') {
    throw access.error;
  }
  if (access.kind === 'withoutAuth') {
    throw new UserError(
      l10n.t('"{0}" was started without authentication, so you don\'t need to sign in.', server.name),
    );
  }
  return { token, records: access.kind === 'full' ? access.records : undefined };
}
