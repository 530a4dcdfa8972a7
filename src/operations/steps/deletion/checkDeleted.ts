import * as l10n from '../../../core/l10n.ts';
import type { Token } from '../../../core/token/token.ts';
import type { TokenRecord } from '../../../core/token/tokenRecord.ts';
import { toError, UserError } from '../../../core/errors.ts';
import type { ListRefusal } from '../../../influxdb/listTokens.ts';

/** Most, but not all, requests are completed after the client disconnects, so neither outcome can be assumed. */
export type CheckResult =
  { readonly kind: 'nothing' } | { readonly kind: 'done' } | { readonly kind: 'unknown'; readonly reason: Error };

/** Nothing here changes the server. */
export interface ServerCheck {
  list(bearer: Token): Promise<readonly TokenRecord[] | ListRefusal>;
  /** Gives the server time to complete the request. */
  wait(): Promise<void>;
}

/** A check is repeated if it fails, and also if it shows no change, because the server may still be working. */
const maxChecks = 3;

export async function checkDeleted(port: ServerCheck, bearer: Token, before: TokenRecord): Promise<CheckResult> {
  let unchanged = 0;
  let failure: Error | undefined;
  for (let count = 0; count < maxChecks && unchanged < 2; count++) {
    if (count > 0) {
      await port.wait();
    }
    try {
      const result = interpret(await port.list(bearer), bearer, before);
      if (result.kind !== 'nothing') {
        return result;
      }
      unchanged++;
      failure = undefined;
    } catch (thrown) {
      failure = toError(thrown);
    }
  }
  return failure === undefined ? { kind: 'nothing' } : { kind: 'unknown', reason: failure };
}

function interpret(listed: readonly TokenRecord[] | ListRefusal, bearer: Token, before: TokenRecord): CheckResult {
  if (listed === 'notAllowed') {
    return unknownBecause(l10n.t("The token that was used for the deletion isn't allowed to list tokens."));
  }
  if (listed === 'notAuthenticated') {
    return bearer.matches(before.hash)
      ? { kind: 'done' }
      : unknownBecause(l10n.t('The server no longer accepts the token that was used for the deletion.'));
  }
  const isListed = listed.some(({ name, hash }) => name === before.name && hash === before.hash);
  return isListed ? { kind: 'nothing' } : { kind: 'done' };
}

function unknownBecause(reason: l10n.DisplayText): CheckResult {
  return { kind: 'unknown', reason: new UserError(reason) };
}
