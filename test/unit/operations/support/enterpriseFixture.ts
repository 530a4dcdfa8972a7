import { Token } from '../../../../src/core/token/token.ts';
import type { TokenServerOptions } from '../../../support/influxdb3/server.ts';
import { EnterpriseServer } from '../../support/influxdb3/helpers/enterprise.ts';
import { createOperator } from '../../support/influxdb3/helpers/tokenCalls.ts';
import { operationFixture, type OperationFixture } from './operationFixture.ts';

export interface EnterpriseFixture extends OperationFixture {
  /** Sends requests as another client would. */
  readonly enterprise: EnterpriseServer;
  signInWith(token: string, name: string): Promise<void>;
  /** The list's `permissions` of a token. */
  permissionsOf(name: string): unknown;
}

/** An Enterprise server with databases, and the user signed in with its operator token. */
export async function enterpriseFixture(
  databases: readonly string[],
  options: TokenServerOptions = {},
): Promise<EnterpriseFixture> {
  const fixture = await operationFixture({ product: 'enterprise', ...options });
  const { tokenServer, servers, identity } = fixture;
  const operator = await createOperator(tokenServer.url);
  const enterprise = new EnterpriseServer(tokenServer, operator);
  for (const database of databases) {
    await enterprise.createDatabase(database);
  }
  const signInWith = (token: string, name: string) => servers.tokens.storeSignIn(identity, new Token(token), name);
  await signInWith(operator, '_admin');
  tokenServer.requests.length = 0;
  return {
    ...fixture,
    enterprise,
    signInWith,
    permissionsOf: (name) => tokenServer.tokens().find((row) => row.name === name)?.permissions,
  };
}
