import * as l10n from '@vscode/l10n';
import type { Token } from '../core/token.ts';
import { shownName } from '../core/tokenName.ts';
import type { TokenRecord } from '../core/tokenRecord.ts';
import { UserError } from '../core/userError.ts';
import { listTokens } from '../influxdb/listTokens.ts';
import { ServerError } from '../influxdb/serverError.ts';
import type { Connection } from '../servers/connections.ts';
import { withProgress } from '../ui/progress.ts';
import type { Parts } from './parts.ts';

/**
 * The string that a rotation is to replace. The list gives only 36 bits of a hash, so a string that is not kept here
 * counts only if it is the one that all places hold, and the server takes it.
 * @returns `undefined` where it is neither kept nor in any file
 * @throws UserError where the string in the files cannot be trusted; ServerError, Cancelled
 */
export async function oldString(
  { server, endpoint, identity }: Connection,
  { name, hash }: TokenRecord,
  { tokens, search }: Pick<Parts, 'tokens' | 'search'>,
): Promise<Token | undefined> {
  const signIn = await tokens.signIn(identity);
  if (signIn.kind === 'token' && signIn.token.matches(hash)) {
    return signIn.token;
  }
  const kept = (await tokens.kept(identity)).find((one) => one.hash.startsWith(hash));
  const string = kept && (await tokens.keptToken(identity, kept.hash));
  if (string !== undefined) {
    return string;
  }
  const { files } = await withProgress(
    l10n.t('Looking for files that hold the token "{0}"', shownName(name)),
    (signal) => search.find(signal, { isWanted: (token) => token.matches(hash) }),
  );
  const found = files.flatMap(({ places }) => places).map(({ token }) => token);
  const [candidate, ...others] = new Map(
    found.filter((token) => token.matches(hash)).map((token) => [token.hash, token]),
  ).values();
  if (candidate === undefined) {
    return undefined;
  }
  if (others.length > 0) {
    throw new UserError(
      l10n.t(
        'Files of this workspace hold different strings that look like "{0}", so somebody may have planted one. Sign in with the right one, or replace them by hand.',
        shownName(name),
      ),
    );
  }
  const works = await withProgress(l10n.t('Trying the string in the files on {0}', server.name), async (signal) => {
    try {
      await listTokens(endpoint, candidate, { signal });
      return true;
    } catch (error) {
      if (error instanceof ServerError && error.kind === 'notAuthenticated') {
        return false;
      }
      throw error;
    }
  });
  if (!works) {
    throw new UserError(
      l10n.t(
        'The string in the files looks like "{0}", but {1} does not take it, and it is not kept here: it cannot be shown to be that token. Create a new token and insert it there.',
        shownName(name),
        server.name,
      ),
    );
  }
  return candidate;
}
