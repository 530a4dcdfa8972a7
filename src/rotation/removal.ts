import * as l10n from '../core/l10n.ts';
import { UserError } from '../core/errors.ts';
import { displayName } from '../core/token/tokenName.ts';
import type { TokenRecord } from '../core/token/tokenRecord.ts';
import type { Journal } from './journal.ts';
import { acceptedTokens, noTokenAcceptedError } from './listing.ts';
import type { RotationPorts } from './ports.ts';

/** Deleting the token would leave no stored token that works. */
export class LastTokenError extends UserError {
  override readonly name = 'LastTokenError';

  constructor(name: string, serverName: string) {
    super(
      l10n.t(
        '"{0}" is the only token stored on this machine that {1} accepts, so it wasn\'t deleted. Sign in with another token and try again.',
        displayName(name),
        serverName,
      ),
    );
  }
}

/**
 * The only code with which a rotation deletes a token. It uses another stored token, which is thereby known to work,
 * and which becomes the sign-in token if the deleted one was.
 */
export async function removeToken(
  isTarget: (record: TokenRecord) => boolean,
  journal: Journal,
  ports: RotationPorts,
): Promise<TokenRecord | undefined> {
  const { server, secrets } = ports;
  let last: TokenRecord | undefined;
  for await (const { bearer, records } of acceptedTokens(journal, ports)) {
    const record = records.find(isTarget);
    if (record === undefined) {
      return undefined;
    }
    if (!bearer.matches(record.hash)) {
      if ((await secrets.signInToken())?.matches(record.hash) === true) {
        await secrets.storeSignIn(bearer, records.find(({ hash }) => bearer.matches(hash))?.name ?? '');
      }
      await server.remove(bearer, record.name);
      return record;
    }
    last = record;
  }
  throw last === undefined ? noTokenAcceptedError(journal) : new LastTokenError(last.name, journal.server.name);
}
