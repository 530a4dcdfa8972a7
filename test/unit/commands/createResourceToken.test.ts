import assert from 'node:assert/strict';
import { UserError } from '../../../src/core/errors.ts';
import { parseArguments } from '../../../src/commands/arguments.ts';
import { createResourceToken } from '../../../src/commands/createResourceToken.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { sentence } from '../../support/sentences.ts';
import { startTokenServer } from '../../support/influxdb3/server.ts';
import { closeAfterTest } from '../influxdb/helpers/closeAfterTest.ts';
import { endpointOf } from '../influxdb/helpers/endpoint.ts';
import { enterpriseFixture, type EnterpriseFixture } from '../operations/support/enterpriseFixture.ts';
import { rejection } from '../operations/support/rejection.ts';
import { ScriptedPerson } from '../operations/support/scriptedPerson.ts';

const complete = { server: 'Local', name: 'ci', permissions: ['db:metrics:read', 'system:ping:read'], expiry: '12h' };

describe('createResourceToken with arguments', () => {
  let fixture: EnterpriseFixture;

  beforeEach(async () => {
    fixture = await enterpriseFixture(['metrics'], { switches: { permissionsColumn: 'json' } });
  });

  const run = (args: object, person = new ScriptedPerson([])) => {
    const origin = { node: undefined, isRowGone: false, editor: undefined, insertionPoint: undefined } as const;
    return createResourceToken(fixture).run({ ...origin, caller: 'withArguments', args: parseArguments(args), person });
  };

  it('resolves to metadata with the permissions, and without the token string', async () => {
    const result = (await run(complete)) as Record<string, unknown>;
    const { expiry, ...rest } = result;
    assert.deepEqual(rest, { server: fixture.server.url, name: 'ci', id: 1, permissions: complete.permissions });
    assert.match(String(expiry), /^\d{4}-.*Z$/);
    assert.ok(!JSON.stringify(result).includes('apiv3_'));
  });

  for (const permissions of ['db:metrics:read', [1], { db: 'metrics' }, null]) {
    it(`rejects ${JSON.stringify(permissions)} as permissions`, () => {
      assert.throws(() => parseArguments({ ...complete, permissions }), UserError);
    });
  }

  it('says what is wrong with a permission, and sends nothing', async () => {
    const error = await rejection(run({ ...complete, permissions: ['db:metrics:drop'] }));
    assert.equal(
      (error as Error).message,
      sentence('databaseActionInvalid', 'drop', 'read, write, create, describe, delete'),
    );
    assert.equal(fixture.tokenServer.requests.length, 0);
  });

  it('lets the user choose only from servers that may have resource tokens', async () => {
    const core = closeAfterTest(await startTokenServer());
    const { token } = await createOperatorToken(endpointOf(core));
    const server = { ...fixture.server, name: 'Core', url: core.url };
    fixture.settings.entries = [fixture.server, server];
    const identity = await fixture.servers.connections.identityOf(server);
    await fixture.servers.tokens.storeSignIn(identity, token, '_admin');
    await Promise.all([fixture.server, server].map((each) => fixture.servers.store.reload(each)));
    const unnamed = { ...complete, server: undefined };
    assert.equal(((await run(unnamed)) as { server: string }).server, fixture.server.url);
    const error = await rejection(run({ ...complete, server: 'Core' }));
    assert.equal((error as Error).message, sentence('noResourceTokens', 'Core', 'InfluxDB 3 Core'));
  });
});
