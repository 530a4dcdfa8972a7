import * as l10n from '../core/l10n.ts';
import { UserError } from '../core/errors.ts';
import { displayName } from '../core/token/tokenName.ts';
import type { Token } from '../core/token/token.ts';
import type { TokenRecord } from '../core/token/tokenRecord.ts';
import type { Journal, PlannedToken } from './journal.ts';
import type { RotationPorts } from './ports.ts';

export interface TokenListing {
  readonly bearer: Token;
  readonly records: readonly TokenRecord[];
}

/** How often a token that was just created is checked. The nodes of a cluster know it after about a second. */
export const maxTries = 4;

type ServerResponse = Awaited<ReturnType<RotationPorts['server']['list']>>;

/** Whether the server accepts a token of the rotation. A resource token isn't allowed to list tokens, but works. */
export async function isAccepted(
  token: Token,
  journal: Journal,
  { server }: Pick<RotationPorts, 'server'>,
): Promise<boolean> {
  return !isRefused(await server.list(token), journal);
}

export function isRefused(listed: ServerResponse, { next }: Journal): boolean {
  return listed === 'notAuthenticated' || (listed === 'notAllowed' && next.how !== 'createResource');
}

export async function listSoon(token: Token, { server }: Pick<RotationPorts, 'server'>): Promise<ServerResponse> {
  return untilKnown(() => server.list(token), server);
}

/** Repeats a request with a token that was just created, which not all nodes of a cluster may know yet. */
export async function untilKnown<Response>(
  send: () => Promise<Response>,
  server: Pick<RotationPorts['server'], 'waitForNodes'>,
): Promise<Response> {
  let response = await send();
  for (let tries = 1; response === 'notAuthenticated' && tries < maxTries; tries++) {
    await server.waitForNodes();
    response = await send();
  }
  return response;
}

/** Loads the list with the first stored token that the server accepts. @throws UserError if it accepts none */
export async function listTokens(journal: Journal, ports: RotationPorts): Promise<TokenListing> {
  const first = await acceptedTokens(journal, ports).next();
  if (first.done === true) {
    throw noTokenAcceptedError(journal, { isAnyValid: first.value });
  }
  return first.value;
}

/** Yields the sign-in token first, then the rotation's. Returns whether a valid token isn't allowed to list tokens. */
export async function* acceptedTokens(
  { next, operator, helper, old }: Journal,
  { server, secrets }: Pick<RotationPorts, 'server' | 'secrets'>,
): AsyncGenerator<TokenListing, boolean> {
  const tried = new Set<string>();
  let isAnyValid = false;
  const hashes = [next, operator, helper, old].map((token) => token?.hash ?? undefined);
  const candidates = [
    async () => [await secrets.signInToken()],
    ...hashes.filter((hash) => hash !== undefined).map((hash) => async () => [await secrets.findByHash(hash)]),
    async () => Promise.all((await secrets.storedHashes()).map((hash) => secrets.findByHash(hash))),
  ];
  for (const read of candidates) {
    for (const bearer of await read()) {
      if (bearer !== undefined && !tried.has(bearer.hash)) {
        tried.add(bearer.hash);
        const records = await server.list(bearer);
        if (typeof records !== 'string') {
          yield { bearer, records };
        }
        isAnyValid ||= records === 'notAllowed';
      }
    }
  }
  return isAnyValid;
}

export function noTokenAcceptedError({ server }: Journal, { isAnyValid } = { isAnyValid: false }): UserError {
  return new UserError(
    isAnyValid
      ? l10n.t("{0} doesn't allow any stored token to list tokens. Sign in with an admin token.", server.name)
      : l10n.t('{0} rejects all stored tokens. Sign in with a token that works.', server.name),
  );
}

export function rejectedError({ name }: PlannedToken): UserError {
  return new UserError(l10n.t('The server rejected the new token "{0}".', displayName(name)));
}

export function findListedToken(
  { records }: TokenListing,
  planned: PlannedToken,
  { old }: Journal,
): TokenRecord | undefined {
  const replacedHash = planned.how === 'regenerate' ? old.listedHash : undefined;
  return records.find(({ name, hash }) => name === planned.name && hash !== replacedHash);
}

export function findOld({ records }: TokenListing, { old }: Journal): TokenRecord | undefined {
  return records.find(({ name, hash }) => name === old.name && hash === old.listedHash);
}

export function notListedError({ old }: Journal): UserError {
  return new UserError(
    l10n.t(
      'The server no longer lists "{0}", so its permissions can\'t be checked. Undo the rotation.',
      displayName(old.name),
    ),
  );
}

export function isOldListed(listing: TokenListing, journal: Journal): boolean {
  return findOld(listing, journal) !== undefined;
}
