import {
  checkDeleted,
  type ServerCheck,
  type CheckResult,
} from '../../../src/operations/steps/deletion/checkDeleted.ts';
import type { RequestResult } from '../../../src/operations/steps/tokenRequest/checkRequest.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { isOperatorToken, type TokenRecord } from '../../../src/core/token/tokenRecord.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { deleteToken } from '../../../src/influxdb/deleteToken.ts';
import { listIfAccepted, listTokens } from '../../../src/influxdb/listTokens.ts';
import { regenerateOperatorToken } from '../../../src/influxdb/regenerateOperatorToken.ts';
import { ServerError } from '../../../src/influxdb/transport/serverError.ts';
import { checkCreated, checkReplaced } from '../requestChecks.ts';
import { identity, storeToken, spareTokenName, retryStorage, type SoakFixture } from './soakFixture.ts';

// After a lost response, each operation checks what happened and repairs it, so that none stays half done.

export async function getSignInToken(fixture: SoakFixture): Promise<Token> {
  const signIn = await retryStorage(fixture, () => fixture.tokens.readSignIn(identity));
  if (signIn.kind !== 'token') {
    throw new Error(`Expected a sign-in token, but found ${signIn.kind}.`);
  }
  return signIn.token;
}

export async function list(fixture: SoakFixture): Promise<TokenRecord[]> {
  for (;;) {
    try {
      return await listTokens(fixture.endpoint(), await getSignInToken(fixture), { signal: fixture.signal });
    } catch (error) {
      asServerError(error);
      await fixture.waitForProxies();
    }
  }
}

export async function create(fixture: SoakFixture): Promise<void> {
  const name = fixture.newName();
  const bearer = await getSignInToken(fixture);
  const lifetime = fixture.random.chance(0.5) ? undefined : 3_600;
  try {
    const { signal } = fixture;
    const created = await createNamedToken(fixture.endpoint(), bearer, name, lifetime, { signal });
    await storeToken(fixture, created.token, created.name);
  } catch (error) {
    if (asServerError(error).outcome === 'unknown') {
      const checked = await checkUntilKnown(fixture, 'create', (port) => checkCreated({ ...port, bearer }, name));
      if (checked.kind === 'lost') {
        await remove(fixture, required(checked.record));
      }
    }
  }
}

export async function remove(fixture: SoakFixture, record: TokenRecord): Promise<void> {
  const isSignInToken = (await getSignInToken(fixture)).matches(record.hash);
  for (;;) {
    const bearer = await getSignInToken(fixture);
    try {
      await deleteToken(fixture.endpoint(), bearer, record.name, { signal: fixture.signal });
      break;
    } catch (error) {
      if (asServerError(error).outcome === 'unknown') {
        const checked = await checkUntilKnown(fixture, 'delete', (port) => checkDeleted(port, bearer, record));
        if (checked.kind === 'done') {
          break;
        }
      }
      await fixture.waitForProxies();
    }
  }
  await retryStorage(fixture, () => fixture.tokens.removeByHashPrefix(identity, record.hash));
  if (isSignInToken) {
    await signInWithSpareToken(fixture);
  }
}

/** Regenerates the operator token. If the new one was lost, does it again with a token that still works. */
export async function regenerate(fixture: SoakFixture): Promise<void> {
  const before = required((await list(fixture)).find(isOperatorToken));
  const bearer = await getSignInToken(fixture);
  const isSignInToken = bearer.matches(before.hash);
  try {
    const created = await regenerateOperatorToken(fixture.endpoint(), bearer, { signal: fixture.signal });
    await storeToken(fixture, created.token, created.name, { isSignInToken });
  } catch (error) {
    if (asServerError(error).outcome === 'nothing') {
      return;
    }
    const checked = await checkUntilKnown(fixture, 'regenerate', (port) => checkReplaced({ ...port, bearer }, before));
    if (checked.kind === 'nothing') {
      return;
    }
    if (isSignInToken) {
      await signInWithSpareToken(fixture);
    }
    await regenerateUntilStored(fixture);
    if (isSignInToken) {
      await signInAsOperator(fixture);
    }
  }
  await retryStorage(fixture, () => fixture.tokens.removeByHashPrefix(identity, before.hash));
}

async function regenerateUntilStored(fixture: SoakFixture): Promise<void> {
  for (;;) {
    try {
      const bearer = await getSignInToken(fixture);
      const created = await regenerateOperatorToken(fixture.endpoint(), bearer, { signal: fixture.signal });
      await storeToken(fixture, created.token, created.name);
      return;
    } catch (error) {
      asServerError(error);
      await fixture.waitForProxies();
    }
  }
}

export async function signIn(fixture: SoakFixture, name: string): Promise<void> {
  const { hash } = required((await fixture.tokens.listStored(identity)).find((stored) => stored.name === name));
  const token = required(await retryStorage(fixture, () => fixture.tokens.findByHash(identity, hash)));
  try {
    await listTokens(fixture.endpoint(), token, { signal: fixture.signal });
  } catch (error) {
    asServerError(error);
    return;
  }
  await retryStorage(fixture, () => fixture.tokens.storeSignIn(identity, token, name));
}

async function signInWithSpareToken(fixture: SoakFixture): Promise<void> {
  for (let isSignedIn = false; !isSignedIn;) {
    await signIn(fixture, spareTokenName);
    const stored = await retryStorage(fixture, () => fixture.tokens.readSignIn(identity));
    isSignedIn = stored.kind === 'token' && stored.name === spareTokenName;
    await fixture.waitForProxies();
  }
}

async function signInAsOperator(fixture: SoakFixture): Promise<void> {
  const operator = required((await list(fixture)).find(isOperatorToken));
  const token = required(await retryStorage(fixture, () => fixture.tokens.findByHashPrefix(identity, operator.hash)));
  await retryStorage(fixture, () => fixture.tokens.storeSignIn(identity, token, operator.name));
}

async function checkUntilKnown<Result extends CheckResult | RequestResult>(
  fixture: SoakFixture,
  operation: string,
  check: (port: ServerCheck) => Promise<Result>,
): Promise<Exclude<Result, { kind: 'unknown' }>> {
  const port: ServerCheck = {
    async list(bearer) {
      await fixture.waitForProxies();
      return listIfAccepted(fixture.endpoint(), bearer, { signal: fixture.signal });
    },
    wait: () => fixture.waitForProxies(),
  };
  for (;;) {
    const checked = await check(port);
    fixture.count(`${operation}: ${checked.kind}`);
    if (checked.kind !== 'unknown') {
      return checked as Exclude<Result, { kind: 'unknown' }>;
    }
    asServerError(checked.reason);
  }
}

/** @throws any other error, because it means a bug in the product or in this test */
export function asServerError(error: unknown): ServerError {
  if (error instanceof ServerError && error.kind !== 'notAuthenticated') {
    return error;
  }
  throw error;
}

export function required<Value>(value: Value | undefined): Value {
  if (value === undefined) {
    throw new Error('A value that must exist is missing.');
  }
  return value;
}
