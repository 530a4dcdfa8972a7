import * as l10n from '@vscode/l10n';
import type { Token } from '../../../core/token/token.ts';
import { isOperatorToken, type TokenRecord } from '../../../core/token/tokenRecord.ts';
import { toError, UserError } from '../../../core/errors.ts';
import type { ListRefusal } from '../../../influxdb/listTokens.ts';

/** Servers usually complete a request whose client hung up (59 of 60 tries), so neither outcome can be assumed. */
export type CheckResult =
  | { readonly kind: 'nothing' }
  /** A token was created or replaced, but its token string was never received. `record` is from the list, if known. */
  | { readonly kind: 'lost'; readonly record: TokenRecord | undefined }
  /** The request was completed, and no token string was lost. */
  | { readonly kind: 'done' }
  | { readonly kind: 'unknown'; readonly reason: Error };

/** Nothing here changes the server. */
export interface ServerCheck {
  list(bearer: Token): Promise<readonly TokenRecord[] | ListRefusal>;
  /** Gives the server time to complete the request. */
  wait(): Promise<void>;
}

/** A check is repeated if it fails, and also if it shows no change, because the server may still be working. */
const maxChecks = 3;

/** @param name a name that no token had before the request */
export async function checkCreated(port: ServerCheck, bearer: Token, name: string): Promise<CheckResult> {
  return check(port, bearer, (records) => {
    if (records === 'notAuthenticated') {
      return undefined;
    }
    const record = records.find((listed) => listed.name === name);
    return record === undefined ? { kind: 'nothing' } : { kind: 'lost', record };
  });
}

/** If the old operator token sent the request and the server now rejects it, then it was replaced. */
export async function checkReplaced(port: ServerCheck, bearer: Token, before: TokenRecord): Promise<CheckResult> {
  return check(port, bearer, (records) => {
    if (records === 'notAuthenticated') {
      return bearer.matches(before.hash) ? { kind: 'lost', record: undefined } : undefined;
    }
    const record = records.find(isOperatorToken);
    return record?.hash === before.hash ? { kind: 'nothing' } : { kind: 'lost', record };
  });
}

export async function checkDeleted(port: ServerCheck, bearer: Token, before: TokenRecord): Promise<CheckResult> {
  return check(port, bearer, (records) => {
    if (records === 'notAuthenticated') {
      return bearer.matches(before.hash) ? { kind: 'done' } : undefined;
    }
    const isListed = records.some(({ name, hash }) => name === before.name && hash === before.hash);
    return isListed ? { kind: 'nothing' } : { kind: 'done' };
  });
}

/**
 * A token that isn't allowed to list tokens shows nothing: it still works, but the change may have been made.
 * @param interpret returns `undefined` if the result shows nothing, because the server rejects the bearer token
 */
async function check(
  port: ServerCheck,
  bearer: Token,
  interpret: (listed: readonly TokenRecord[] | 'notAuthenticated') => CheckResult | undefined,
): Promise<CheckResult> {
  let unchanged = 0;
  let failure: Error | undefined;
  for (let count = 0; count < maxChecks && unchanged < 2; count++) {
    if (count > 0) {
      await port.wait();
    }
    try {
      const listed = await port.list(bearer);
      if (listed === 'notAllowed') {
        return unknownBecause(l10n.t("The server doesn't allow the token you're signed in with to list tokens."));
      }
      const result = interpret(listed);
      if (result === undefined) {
        return unknownBecause(l10n.t("The server no longer accepts the token you're signed in with."));
      }
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

function unknownBecause(reason: string): CheckResult {
  return { kind: 'unknown', reason: new UserError(reason) };
}

export interface RecoveryCheck extends Pick<ServerCheck, 'wait'> {
  /** Throws if the server can't be reached, because a closed port then shows nothing. */
  isListening(): Promise<boolean>;
}

/** Works without a token: the recovery port closes after one use, so if it still listens, nothing was replaced. */
export async function checkRecovered(port: RecoveryCheck): Promise<CheckResult> {
  let failure: Error | undefined;
  for (let count = 0; count < maxChecks; count++) {
    if (count > 0) {
      await port.wait();
    }
    try {
      if (!(await port.isListening())) {
        return { kind: 'lost', record: undefined };
      }
      failure = undefined;
    } catch (thrown) {
      failure = toError(thrown);
    }
  }
  return failure === undefined ? { kind: 'nothing' } : { kind: 'unknown', reason: failure };
}
