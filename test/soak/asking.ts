import {
  lookForCreated,
  lookForDeleted,
  lookForReplaced,
  type LookPort,
  type Verdict,
} from '../../src/core/lostAnswer.ts';
import type { Token } from '../../src/core/token.ts';
import { isOperatorToken, type TokenRecord } from '../../src/core/tokenRecord.ts';
import { createNamedToken } from '../../src/influxdb/createNamedToken.ts';
import { deleteToken } from '../../src/influxdb/deleteToken.ts';
import { listIfTaken, listTokens } from '../../src/influxdb/listTokens.ts';
import { regenerateOperatorToken } from '../../src/influxdb/regenerateOperatorToken.ts';
import { ServerError } from '../../src/influxdb/serverError.ts';
import { identity, keep, keeperName, untilStored, type SoakWorld } from './soakWorld.ts';

/*
 * What a person does with the product: an operation, what it says of it, and then the one right action. Whatever was
 * not done may be left undone, but nothing is done by halves.
 */

export async function signedInWith(world: SoakWorld): Promise<Token> {
  const signIn = await untilStored(world, () => world.tokens.signIn(identity));
  if (signIn.kind !== 'token') {
    throw new Error(`what it was signed in with is ${signIn.kind}`);
  }
  return signIn.token;
}

/** Reads the list, again and again. */
export async function list(world: SoakWorld): Promise<TokenRecord[]> {
  for (;;) {
    try {
      return await listTokens(world.endpoint(), await signedInWith(world), { signal: world.signal });
    } catch (error) {
      refusedFor(error);
      await world.pause();
    }
  }
}

export async function create(world: SoakWorld): Promise<void> {
  const name = world.newName();
  const bearer = await signedInWith(world);
  const lifetime = world.random.chance(0.5) ? undefined : 3_600;
  try {
    const { signal } = world;
    const born = await createNamedToken(world.endpoint(), bearer, name, lifetime, { signal });
    await keep(world, born.token, born.name, false);
  } catch (error) {
    if (refusedFor(error).outcome === 'unknown') {
      const verdict = await lookUntilKnown(world, 'create', (port) => lookForCreated(port, bearer, name));
      if (verdict.kind === 'lost') {
        await remove(world, found(verdict.record));
      }
    }
  }
}

/** Deletes a token to the end, and forgets its string; where it was what the server is signed in with, that too. */
export async function remove(world: SoakWorld, record: TokenRecord): Promise<void> {
  const isSignedInWith = (await signedInWith(world)).matches(record.hash);
  for (;;) {
    const bearer = await signedInWith(world);
    try {
      await deleteToken(world.endpoint(), bearer, record.name, { signal: world.signal });
      break;
    } catch (error) {
      if (refusedFor(error).outcome === 'unknown') {
        const verdict = await lookUntilKnown(world, 'delete', (port) => lookForDeleted(port, bearer, record));
        if (verdict.kind === 'done') {
          break;
        }
      }
      await world.pause();
    }
  }
  await untilStored(world, () => world.tokens.dropListed(identity, record.hash));
  if (isSignedInWith) {
    await signInWithKeeper(world);
  }
}

/** Regenerates the operator token; where its new string was lost, once more, with a token that still works. */
export async function regenerate(world: SoakWorld): Promise<void> {
  const before = found((await list(world)).find(isOperatorToken));
  const bearer = await signedInWith(world);
  const signsIn = bearer.matches(before.hash);
  try {
    const born = await regenerateOperatorToken(world.endpoint(), bearer, { signal: world.signal });
    await keep(world, born.token, born.name, signsIn);
  } catch (error) {
    if (refusedFor(error).outcome === 'nothing') {
      return;
    }
    const verdict = await lookUntilKnown(world, 'regenerate', (port) => lookForReplaced(port, bearer, before));
    if (verdict.kind === 'nothing') {
      return;
    }
    if (signsIn) {
      await signInWithKeeper(world);
    }
    await regenerateUntilKept(world);
    if (signsIn) {
      await signInAsOperator(world);
    }
  }
  await untilStored(world, () => world.tokens.dropListed(identity, before.hash));
}

async function regenerateUntilKept(world: SoakWorld): Promise<void> {
  for (;;) {
    try {
      const bearer = await signedInWith(world);
      const born = await regenerateOperatorToken(world.endpoint(), bearer, { signal: world.signal });
      await keep(world, born.token, born.name, false);
      return;
    } catch (error) {
      refusedFor(error);
      await world.pause();
    }
  }
}

/** Signs in with a kept token, which is tried first. */
export async function signIn(world: SoakWorld, name: string): Promise<void> {
  const { hash } = found((await world.tokens.kept(identity)).find((kept) => kept.name === name));
  const token = found(await untilStored(world, () => world.tokens.keptToken(identity, hash)));
  try {
    await listTokens(world.endpoint(), token, { signal: world.signal });
  } catch (error) {
    refusedFor(error);
    return;
  }
  await untilStored(world, () => world.tokens.storeSignIn(identity, token, name));
}

async function signInWithKeeper(world: SoakWorld): Promise<void> {
  for (let isKeeper = false; !isKeeper;) {
    await signIn(world, keeperName);
    const stored = await untilStored(world, () => world.tokens.signIn(identity));
    isKeeper = stored.kind === 'token' && stored.name === keeperName;
    await world.pause();
  }
}

async function signInAsOperator(world: SoakWorld): Promise<void> {
  const operator = found((await list(world)).find(isOperatorToken));
  const token = found(await untilStored(world, () => world.tokens.keptListed(identity, operator.hash)));
  await untilStored(world, () => world.tokens.storeSignIn(identity, token, operator.name));
}

/** The product's own look, repeated as long as it cannot tell. */
async function lookUntilKnown(
  world: SoakWorld,
  what: string,
  look: (port: LookPort) => Promise<Verdict>,
): Promise<Exclude<Verdict, { kind: 'unknown' }>> {
  const port: LookPort = {
    async list(bearer) {
      await world.pause();
      return listIfTaken(world.endpoint(), bearer, { signal: world.signal });
    },
    wait: () => world.pause(),
  };
  for (;;) {
    const verdict = await look(port);
    world.count(`${what}: ${verdict.kind}`);
    if (verdict.kind !== 'unknown') {
      return verdict;
    }
    refusedFor(verdict.why);
  }
}

/** @throws what is no error of a request: that is a fault of the product, or of this test */
export function refusedFor(error: unknown): ServerError {
  if (error instanceof ServerError && error.kind !== 'notAuthenticated') {
    return error;
  }
  throw error;
}

export function found<Value>(value: Value | undefined): Value {
  if (value === undefined) {
    throw new Error('something that has to be there is not');
  }
  return value;
}
