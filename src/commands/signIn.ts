import * as l10n from '@vscode/l10n';
import { parsePastedToken, type Token } from '../core/token/token.ts';
import type { TokenRecord } from '../core/token/tokenRecord.ts';
import { Cancelled, UserError } from '../core/errors.ts';
import { listTokens } from '../influxdb/listTokens.ts';
import { ServerError } from '../influxdb/transport/serverError.ts';
import type { Connection } from '../servers/connections.ts';
import { askText } from '../ui/prompts/inputBox.ts';
import { withProgress } from '../vscode/progress.ts';
import { connect } from '../operations/steps/connect.ts';
import { tokenResult, type Call, type Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function signIn(
  deps: Pick<Dependencies, 'store' | 'connections' | 'approval' | 'tokens' | 'clipboard' | 'browserNotice'>,
): Command {
  return {
    id: 'influxdb3Tokens.signIn',
    async run(call) {
      const title = l10n.t('Sign In');
      const connection = await connect(call, deps, title);
      const { server, identity } = connection;
      await call.confirmer.confirmIfExternal({
        message:
          call.args.fromClipboard === true
            ? l10n.t('Sign in to {0} with the token on the clipboard?', server.url)
            : l10n.t('Sign in to {0}?', server.url),
        yes: l10n.t('Sign In'),
      });
      // Check the cluster without a token, before one is sent: it may not be the one signed in to before.
      const cluster = await withProgress(l10n.t('Checking {0}...', server.name), (signal) =>
        connection.fetchClusterId({ signal }),
      );
      const { token, records } =
        call.args.fromClipboard === true
          ? await tryToken(connection, await tokenOnClipboard(deps))
          : await askUntilAccepted(call, connection, title);
      const previous = await deps.tokens.readSignIn(identity);
      if (previous.kind === 'token' && records.some((record) => previous.token.matches(record.hash))) {
        // The previous token still works, and this may be its only copy.
        await deps.tokens.preserveSignIn(identity);
      }
      const record = records.find((listed) => token.matches(listed.hash));
      // Store the token before the cluster: the previous token must not be sent to the new token's cluster.
      await deps.tokens.storeSignIn(identity, token, record?.name);
      await deps.approval.rememberSignIn(connection, cluster);
      deps.browserNotice.show();
      void deps.store.reload(server);
      return tokenResult(server, record ?? {});
    },
  };
}

async function tokenOnClipboard({ clipboard }: Pick<Dependencies, 'clipboard'>): Promise<Token> {
  const token = parsePastedToken(await clipboard.text());
  if (token?.hasServerFormat !== true) {
    throw new UserError(
      l10n.t('The clipboard contains no token. Copy one ("apiv3_" followed by 86 characters) and try again.'),
    );
  }
  return token;
}

async function askUntilAccepted(call: Call, connection: Connection, title: string): Promise<AcceptedToken> {
  let value = '';
  let refused: string | undefined;
  for (;;) {
    value = await askText({
      title,
      prompt: l10n.t(
        "Paste a token for {0} ({1}). It's checked with the server, and then stored in VS Code's secret storage.",
        connection.server.name,
        connection.server.url,
      ),
      placeholder: 'apiv3_…',
      password: true,
      value,
      refusal: refused,
      problem: (text) =>
        parsePastedToken(text) === undefined
          ? l10n.t('Enter a token: "apiv3_" followed by letters, digits, "-", or "_".')
          : undefined,
    });
    const token = parsePastedToken(value);
    if (token === undefined) {
      continue;
    }
    if (!token.hasServerFormat && !(await confirmTryAnyway(call))) {
      refused = undefined;
      continue;
    }
    try {
      return await tryToken(connection, token);
    } catch (error) {
      if (!(error instanceof ServerError)) {
        throw error;
      }
      refused = error.message;
    }
  }
}

/** If the user declines, the caller asks for a token again. */
async function confirmTryAnyway({ confirmer }: Call): Promise<boolean> {
  try {
    await confirmer.confirm({
      message: l10n.t("This doesn't look like a token created by InfluxDB. Try it anyway?"),
      detail: l10n.t(
        'InfluxDB tokens start with "apiv3_" and are 92 characters long. Part of the token might be missing.',
      ),
      yes: l10n.t('Try Anyway'),
    });
    return true;
  } catch (error) {
    if (error instanceof Cancelled) {
      return false;
    }
    throw error;
  }
}

interface AcceptedToken {
  readonly token: Token;
  readonly records: readonly TokenRecord[];
}

/** Loads the server's list with the token, because the list also identifies it. @throws ServerError, UserError */
async function tryToken(connection: Connection, token: Token): Promise<AcceptedToken> {
  const { server, unguarded } = connection;
  const records = await withProgress(l10n.t('Signing in to {0}...', server.name), (signal) =>
    listTokens(unguarded, token, { signal }),
  );
  if (records.length === 0) {
    throw new UserError(
      l10n.t('"{0}" was started without authentication, so you don\'t need to sign in.', server.name),
    );
  }
  return { token, records };
}
