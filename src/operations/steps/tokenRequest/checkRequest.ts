import { toError } from '../../../core/errors.ts';
import type { Token } from '../../../core/token/token.ts';
import type { TokenRecord } from '../../../core/token/tokenRecord.ts';
import type { TokenRequest } from '../../../storage/requestJournal.ts';
import type { ListRefusal } from '../../../influxdb/listTokens.ts';
import type { ClusterId } from '../../../influxdb/transport/clusterId.ts';
import { isFromRequest } from './isFromRequest.ts';

/** The effect of a request whose response was lost. Servers usually complete it, but not always, so it's checked. */
export type RequestResult =
  | { readonly kind: 'nothing' }
  /** The token that's listed now is stored on this machine. */
  | { readonly kind: 'stored'; readonly record: TokenRecord; readonly token: Token }
  | {
      readonly kind: 'lost';
      /** `undefined` if no stored token works, so that the list can't be loaded. */
      readonly record: TokenRecord | undefined;
      readonly bearer: Token | undefined;
      /** Whether only this request can have created the token. */
      readonly isOwn: boolean;
    }
  /** The server that it was sent to no longer responds at its URL, but another one does. */
  | { readonly kind: 'otherServer' }
  /** This server's operator token is the same, but the recovery port, which may be another server's, was used. */
  | { readonly kind: 'elsewhere' }
  /** `reason` is `undefined` if there's no token that the server accepts. */
  | { readonly kind: 'unknown'; readonly reason: Error | undefined };

/** What a check can read. Nothing here changes the server. */
export interface RequestCheck {
  /** In milliseconds; `undefined` if the request was only found in the journal, so it may not have been sent. */
  readonly waitedFor: number | undefined;
  /** The tokens that may be accepted, the most likely first. */
  bearers(): Promise<readonly Token[]>;
  list(bearer: Token): Promise<readonly TokenRecord[] | ListRefusal>;
  /** Which server responds. Sends no token. */
  fetchClusterId(): Promise<ClusterId | undefined>;
  findStored(hashPrefix: string): Promise<Token | undefined>;
  /** The recovery port closes after one use. Throws if the server itself can't be reached, because that shows nothing. */
  isRecoveryListening(): Promise<boolean>;
  wait(): Promise<void>;
}

/** A check is repeated if it fails, and also if it shows no change, because the server may still be working. */
const maxChecks = 3;

export async function checkRequest(request: TokenRequest, check: RequestCheck): Promise<RequestResult> {
  let unchanged = 0;
  let result: RequestResult = { kind: 'unknown', reason: undefined };
  for (let count = 0; count < maxChecks && unchanged < 2; count++) {
    if (count > 0) {
      await check.wait();
    }
    try {
      result = await checkOnce(request, check);
      if (result.kind !== 'nothing') {
        return result;
      }
      unchanged++;
    } catch (thrown) {
      result = { kind: 'unknown', reason: toError(thrown) };
    }
  }
  return result;
}

async function checkOnce(request: TokenRequest, check: RequestCheck): Promise<RequestResult> {
  const clusterId = request.cluster === undefined ? undefined : await check.fetchClusterId();
  if (typeof clusterId === 'string' && clusterId !== request.cluster) {
    return { kind: 'otherServer' };
  }
  const bearers = await check.bearers();
  let isOldTokenRejected = false;
  for (const bearer of bearers) {
    const listed = await check.list(bearer);
    const result = typeof listed === 'string' ? undefined : await interpret(request, listed, bearer, check);
    if (result !== undefined) {
      return request.route === 'recover' && result.kind === 'nothing' && !(await check.isRecoveryListening())
        ? { kind: 'elsewhere' }
        : result;
    }
    isOldTokenRejected ||=
      listed === 'notAuthenticated' && request.before?.hash != null && bearer.matches(request.before.hash);
  }
  if (isOldTokenRejected && isReplacement(request)) {
    return { kind: 'lost', record: undefined, bearer: undefined, isOwn: false };
  }
  if (request.route === 'recover') {
    return (await check.isRecoveryListening())
      ? { kind: 'nothing' }
      : { kind: 'lost', record: undefined, bearer: undefined, isOwn: false };
  }
  return { kind: 'unknown', reason: undefined };
}

/** @returns `undefined` if the list doesn't show what the request did, because the list before it is unknown */
async function interpret(
  request: TokenRequest,
  records: readonly TokenRecord[],
  bearer: Token,
  check: RequestCheck,
): Promise<RequestResult | undefined> {
  const { name, before } = request;
  const record = records.find((listed) => listed.name === name);
  if (record === undefined || record.hash === before?.hash) {
    return { kind: 'nothing' };
  }
  const token = await check.findStored(record.hash);
  if (token !== undefined) {
    return { kind: 'stored', record, token };
  }
  return isReplacement(request) && before === null
    ? undefined
    : {
        kind: 'lost',
        record,
        bearer,
        isOwn: check.waitedFor !== undefined && isFromRequest(record, request, check.waitedFor),
      };
}

function isReplacement({ route }: TokenRequest): boolean {
  return route === 'regenerate' || route === 'recover';
}
