import type { Token } from '../../src/core/token/token.ts';
import type { TokenRecord } from '../../src/core/token/tokenRecord.ts';
import type { ServerCheck } from '../../src/operations/steps/deletion/checkDeleted.ts';
import { checkRequest, type RequestResult } from '../../src/operations/steps/tokenRequest/checkRequest.ts';
import type { TokenRequest } from '../../src/storage/requestJournal.ts';

const request: Omit<TokenRequest, 'route' | 'name' | 'before'> = {
  version: 1,
  id: 'request',
  startedAt: new Date(0).toISOString(),
  server: { name: 'Local', url: 'http://localhost', identity: 'http://localhost' },
  lifetime: 3_600,
  signsIn: false,
  timeLimit: 10_000,
  recoveryUrl: 'http://localhost:8182',
  rotation: null,
};

interface Check extends ServerCheck {
  readonly bearer: Token;
}

export function checkCreated(check: Check, name: string): Promise<RequestResult> {
  const before = { hash: null, serverTime: null };
  return checkRequest({ ...request, route: 'createNamed', name, before }, requestCheck(check));
}

export function checkReplaced(check: Check, { name, hash }: TokenRecord): Promise<RequestResult> {
  const before = { hash, serverTime: null };
  return checkRequest({ ...request, route: 'regenerate', name, before }, requestCheck(check));
}

/** Checks only the recovery port, as if no token were stored. */
export function checkRecovered(
  check: Pick<ServerCheck, 'wait'> & { isListening(): Promise<boolean> },
  { name, hash }: TokenRecord,
): Promise<RequestResult> {
  return checkRequest(
    { ...request, route: 'recover', name, before: { hash, serverTime: null } },
    {
      waitedFor: undefined,
      bearers: () => Promise.resolve([]),
      list: () => Promise.resolve('notAuthenticated' as const),
      fetchClusterId: () => Promise.resolve(undefined),
      findStored: () => Promise.resolve(undefined),
      isRecoveryListening: () => check.isListening(),
      wait: () => check.wait(),
    },
  );
}

function requestCheck(check: Check) {
  return {
    waitedFor: undefined,
    bearers: () => Promise.resolve([check.bearer]),
    list: (token: Token) => check.list(token),
    fetchClusterId: () => Promise.resolve(undefined),
    findStored: () => Promise.resolve(undefined),
    isRecoveryListening: () => Promise.reject(new Error('no recovery was requested')),
    wait: () => check.wait(),
  };
}
