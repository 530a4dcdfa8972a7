import type { Token } from '../../../core/token/token.ts';
import { operatorTokenName } from '../../../core/token/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../../../core/token/tokenRecord.ts';
import type { NewToken } from '../../../influxdb/decode.ts';
import { listIfAccepted, listWithTime } from '../../../influxdb/listTokens.ts';
import { ServerError } from '../../../influxdb/transport/serverError.ts';
import type { Connection } from '../../../servers/connections.ts';
import type { SignIn } from '../../../storage/tokenStore.ts';
import type { TokenRequest } from '../../../storage/requestJournal.ts';
import type { ServerAccess } from '../../ports.ts';
import { beforeRequest } from '../tokenRequest/beforeRequest.ts';

interface PreviousSignIn {
  readonly signIn: SignIn;
  /** Whether the new operator token becomes the sign-in token: it was missing, rejected, or the operator token. */
  readonly isReplaced: boolean;
  readonly bearer: Token | undefined;
  /** The operator token that is replaced; `undefined` if no stored token can list it. */
  readonly operator: TokenRecord | undefined;
  readonly before: TokenRequest['before'];
}

export async function readPreviousSignIn(
  { identity, endpoint }: Connection,
  { tokens }: ServerAccess,
): Promise<PreviousSignIn> {
  const signIn = await tokens.readSignIn(identity);
  if (signIn.kind !== 'token') {
    return { signIn, isReplaced: true, bearer: undefined, operator: undefined, before: null };
  }
  try {
    const listing = await listWithTime(endpoint, signIn.token);
    const operator = listing.records.find(isOperatorToken);
    const isOperator = operator !== undefined && signIn.token.matches(operator.hash);
    const before = beforeRequest(listing, operatorTokenName);
    return { signIn, isReplaced: isOperator, bearer: signIn.token, operator, before };
  } catch (error) {
    const isRejected = error instanceof ServerError && error.kind === 'notAuthenticated';
    // If the main port can't be reached, only the stored name shows whether it's the operator token.
    const isReplaced = isRejected || signIn.name === operatorTokenName;
    return { signIn, isReplaced, bearer: undefined, operator: undefined, before: null };
  }
}

/** False if the recovery port was another server's, which is an easy mistake. `undefined` if that's unclear. */
export async function isOperatorOfThisServer(
  { endpoint }: Connection,
  previous: PreviousSignIn,
  created: NewToken,
): Promise<boolean | undefined> {
  const records = await listIfAccepted(endpoint, previous.bearer ?? created.token).catch(() => undefined);
  if (records === 'notAuthenticated') {
    // A recovery makes the server reject its old operator token and accept the new one.
    return previous.bearer === undefined ? false : previous.isReplaced ? true : undefined;
  }
  const operator = records === 'notAllowed' ? undefined : records?.find(isOperatorToken);
  return operator && created.token.matches(operator.hash);
}

export async function restoreSignIn(
  { identity }: Connection,
  { signIn, isReplaced }: PreviousSignIn,
  { tokens }: ServerAccess,
): Promise<void> {
  if (isReplaced && signIn.kind === 'token') {
    await tokens.storeSignIn(identity, signIn.token, signIn.name);
  } else if (isReplaced) {
    await tokens.removeSignIn(identity);
  }
}
