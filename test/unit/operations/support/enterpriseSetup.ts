import { Token } from '../../../../src/core/token/token.ts';
import type { TokenServerOptions } from '../../../support/influxdb3/server.ts';
import { EnterpriseServer } from '../../support/influxdb3/helpers/enterprise.ts';
import { operationFixture, type OperationFixture } from './operationFixture.ts';
import { rotationHelpers, type RotationHelpers } from './rotationSetup.ts';

export const permissions = ['db:b,a:read', 'db:a:write'];

export interface EnterpriseSetup extends RotationHelpers {
  readonly fixture: OperationFixture;
  readonly enterprise: EnterpriseServer;
  /** The sign-in token. */
  readonly operator: Token;
  readonly reader: Token;
}

/**
 * Signed in as `_admin` to Enterprise with the databases `a` and `b`, with the resource token `reader` stored. The file
 * `app.env` contains it.
 * @param more further members of the request for `reader`
 */
export async function enterpriseSetup(more: object = {}, options: TokenServerOptions = {}): Promise<EnterpriseSetup> {
  const switches = { permissionsColumn: 'json' } as const;
  const fixture = await operationFixture({ product: 'enterprise', switches, ...options });
  const operator = await fixture.signedInAsOperator();
  const enterprise = new EnterpriseServer(fixture.tokenServer, operator.reveal());
  await enterprise.createDatabase('a');
  await enterprise.createDatabase('b');
  const reader = new Token(await enterprise.token('reader', permissions, more));
  await fixture.servers.tokens.store(fixture.identity, reader, 'reader', { untilSavedElsewhere: false });
  const helpers = rotationHelpers(fixture);
  helpers.folder.write('app.env', `TOKEN=${reader.reveal()}\n`);
  fixture.tokenServer.requests.length = 0;
  return { ...helpers, fixture, enterprise, operator, reader };
}
