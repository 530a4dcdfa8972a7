import assert from 'node:assert/strict';
import { Token } from '../../../../src/core/token/token.ts';
import { EnterpriseServer } from '../../support/influxdb3/helpers/enterprise.ts';
import type { TokenServerOptions } from '../../../support/influxdb3/server.ts';
import { operationFixture, type OperationFixture } from './operationFixture.ts';

export interface EnterpriseFixture {
  readonly fixture: OperationFixture;
  /** The sign-in token. */
  readonly operator: Token;
  /** Creates a resource token as another client would. */
  readonly createResource: (name: string, ...permissions: readonly string[]) => Promise<Token>;
  /** What each token may do, as the server lists it. */
  readonly listedPermissions: () => Record<string, unknown>;
}

/** An Enterprise server with the databases `metrics` and `logs`. */
export async function enterpriseFixture(options: TokenServerOptions = {}): Promise<EnterpriseFixture> {
  const fixture = await operationFixture({ product: 'enterprise', ...options });
  const operator = await fixture.signedInAsOperator();
  const client = new EnterpriseServer(fixture.tokenServer, operator.reveal());
  for (const database of ['metrics', 'logs']) {
    assert.equal((await client.createDatabase(database)).status, 200);
  }
  return {
    fixture,
    operator,
    createResource: async (name, ...permissions) => new Token(await client.token(name, permissions)),
    listedPermissions: () =>
      Object.fromEntries(fixture.tokenServer.tokens().map(({ name, permissions }) => [String(name), permissions])),
  };
}
