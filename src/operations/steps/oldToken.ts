import * as l10n from '@vscode/l10n';
import type { Token } from '../../core/token/token.ts';
import { displayName } from '../../core/token/tokenName.ts';
import type { TokenRecord } from '../../core/token/tokenRecord.ts';
import { distinctTokens } from '../../content/tokensInText.ts';
import { UserError } from '../../core/errors.ts';
import { listIfAccepted } from '../../influxdb/listTokens.ts';
import type { Connection } from '../../servers/connections.ts';
import { withProgress } from '../../vscode/progress.ts';
import type { Dependencies } from '../../commands/dependencies.ts';
import { filesContaining } from './tokenUsage.ts';

/**
 * Finds the token to replace; `undefined` if it's neither stored nor in a file. The list shows only 36 bits of its
 * hash, so a token from files is trusted only if it's the only candidate and the server accepts it.
 * @throws UserError if the token in the files can't be trusted; ServerError, Cancelled
 */
export async function findOldToken(
  { server, endpoint, identity }: Connection,
  { name, hash }: TokenRecord,
  { tokens, search }: Pick<Dependencies, 'tokens' | 'search'>,
): Promise<Token | undefined> {
  const signIn = await tokens.readSignIn(identity);
  if (signIn.kind === 'token' && signIn.token.matches(hash)) {
    return signIn.token;
  }
  const stored = await tokens.findByHashPrefix(identity, hash);
  if (stored !== undefined) {
    return stored;
  }
  const { files } = await filesContaining(name, hash, search);
  const [candidate, ...others] = distinctTokens(files.flatMap(({ occurrences }) => occurrences));
  if (candidate === undefined) {
    return undefined;
  }
  if (others.length > 0) {
    throw new UserError(
      l10n.t(
        'Files in this workspace contain different token strings that look like "{0}", so at least one isn\'t the real token. Sign in with the real token, or replace the token strings yourself.',
        displayName(name),
      ),
    );
  }
  const listed = await withProgress(
    l10n.t('Checking with {0} whether the token in your files works...', server.name),
    (signal) => listIfAccepted(endpoint, candidate, { signal }),
  );
  if (listed === 'notAuthenticated') {
    throw new UserError(
      l10n.t(
        'The token found in files looks like "{0}", but {1} rejects it and it isn\'t stored on this machine, so it can\'t be verified. Create a new token and insert it instead.',
        displayName(name),
        server.name,
      ),
    );
  }
  return candidate;
}
