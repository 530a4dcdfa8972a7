import type { Token } from '../../../../src/core/token/token.ts';
import type { OperationFixture } from './operationFixture.ts';

export async function signInHash({ servers, identity }: OperationFixture): Promise<string | undefined> {
  const signIn = await servers.tokens.readSignIn(identity);
  return signIn.kind === 'token' ? signIn.token.hash : undefined;
}

export async function signInWith({ servers, identity }: OperationFixture, token: Token, name: string): Promise<void> {
  await servers.tokens.storeSignIn(identity, token, name);
}

export async function signOut({ servers, identity }: OperationFixture): Promise<void> {
  await servers.tokens.removeSignIn(identity);
}

export async function storedHashes({ servers, identity }: OperationFixture): Promise<string[]> {
  return (await servers.tokens.listStored(identity)).map(({ hash }) => hash).sort();
}

export async function store({ servers, identity }: OperationFixture, token: Token, name: string): Promise<void> {
  await servers.tokens.store(identity, token, name, { untilSavedElsewhere: false });
}
