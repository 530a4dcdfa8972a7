import assert from 'node:assert/strict';
import type { ResourceTokenDraft } from '../../../src/operations/steps/resourceToken/draft.ts';
import { createResourceToken, resourceTokenInput } from '../../../src/operations/createResourceToken.ts';
import { sentence, type SentenceKey } from '../../support/sentences.ts';
import { databasePath, resourceTokenPath } from '../support/influxdb3/helpers/enterprise.ts';
import { tokenPath } from '../support/influxdb3/helpers/tokenCalls.ts';
import { enterpriseFixture, type EnterpriseFixture } from './support/enterpriseFixture.ts';
import { operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { onlyRemedy, rejection, remedyError } from './support/rejection.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';

const listPath = '/api/v3/query_sql';
const everyCharacter = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

function create(
  fixture: OperationFixture,
  permissions: readonly string[] | undefined,
  name: string | undefined = 'ci',
) {
  const input: ResourceTokenDraft = resourceTokenInput({ name, expiry: 'never', permissions });
  return createResourceToken(fixture.server, input, { ...fixture, person: new ScriptedPerson([]) });
}

/** Everything that was sent to create a token of any kind. */
const sent = (fixture: OperationFixture) =>
  [resourceTokenPath, `${tokenPath}/named_admin`, `${tokenPath}/admin`, `${tokenPath}/admin/regenerate`]
    .map((path) => fixture.sent('POST', path))
    .join();

describe('createResourceToken on a server that refuses it', () => {
  it('says on Core that only other products have resource tokens, and sends no request for one', async () => {
    const fixture = await operationFixture();
    await fixture.signedInAsOperator();
    fixture.tokenServer.requests.length = 0;
    for (const permissions of [['db:metrics:read'], undefined]) {
      const error = await rejection(create(fixture, permissions));
      assert.equal((error as Error).message, sentence('noResourceTokens', 'Local', 'InfluxDB 3 Core'));
    }
    assert.equal(sent(fixture), '0,0,0,0');
  });

  it('sends no request when the product is unknown', async () => {
    const fixture = await enterpriseFixture(['metrics']);
    for (const path of ['/ping', '/api/v3/configure/retention_period']) {
      fixture.tokenServer.faults.add({ kind: 'status', status: 503, work: 'undone', path, times: 100 });
    }
    const error = await rejection(create(fixture, ['db:metrics:read']));
    assert.equal((error as Error).message, sentence('productUnknown', 'Local'));
    assert.equal(sent(fixture), '0,0,0,0');
  });

  it('creates no admin token when the server has no such route', async () => {
    const fixture = await enterpriseFixture(['metrics']);
    const fault = { kind: 'status', status: 404, work: 'undone', body: 'not found', path: resourceTokenPath } as const;
    fixture.tokenServer.faults.add(fault);
    const error = await rejection(create(fixture, ['db:metrics:read']));
    assert.equal((error as Error).message, sentence('resourceTokensNotCreated'));
    assert.equal(sent(fixture), '1,0,0,0');
    assert.deepEqual(fixture.names(), ['_admin']);
    assert.deepEqual(await fixture.servers.requests.readAll(), []);
  });

  it('says that an admin token is needed when signed in with a resource token', async () => {
    const fixture = await enterpriseFixture(['metrics']);
    for (const permissions of [['db:metrics:read'], ['db:*:create,describe,read', 'system:ping:read']]) {
      const name = `signed-in-${permissions.length}`;
      await fixture.signInWith(await fixture.enterprise.token(name, permissions), name);
      fixture.tokenServer.requests.length = 0;
      for (const requested of [['db:metrics:read'], undefined]) {
        const error = await remedyError(create(fixture, requested));
        assert.equal(error.message, sentence('adminTokenNeeded', 'Local'));
        onlyRemedy(error, 'signIn');
      }
      assert.equal(sent(fixture), '0,0,0,0');
    }
  });

  for (const status of [400, 500] as const) {
    it(`explains permissions that the server rejects with ${status}`, async () => {
      const fixture = await enterpriseFixture(['metrics'], { switches: { permissionRefusal: status } });
      for (const permissions of [['db:gone:read'], ['db:metrics:read', 'db:*:read', 'db:metrics,gone:write']]) {
        const error = await rejection(create(fixture, permissions));
        assert.equal((error as Error).message, sentence('unknownDatabase', 'gone'));
      }
      assert.deepEqual(fixture.names(), ['_admin']);
      assert.deepEqual(await fixture.servers.requests.readAll(), []);
    });
  }
});

describe('createResourceToken when the server fails after everything was entered', () => {
  let fixture: EnterpriseFixture;
  let operator: string;

  beforeEach(async () => {
    fixture = await enterpriseFixture(['metrics']);
    const signIn = await fixture.servers.tokens.readSignIn(fixture.identity);
    operator = signIn.kind === 'token' ? signIn.token.reveal() : assert.fail();
  });

  const fail = (path: string, times = 1) =>
    fixture.tokenServer.faults.add({ kind: 'status', status: 503, work: 'undone', path, times });

  /** Runs one step before each review is answered. @returns the prompts of the reviews */
  const createWith = async (...steps: readonly (() => unknown)[]) => {
    const person = new ScriptedPerson([
      { text: 'ci' },
      { select: ['metrics'] },
      { select: ['Read'] },
      { select: [] },
      { expiration: 3600 },
      ...steps.map(() => ({ pick: sentence('createToken') })),
    ]);
    const pick = person.pick.bind(person);
    const pending = [...steps];
    person.pick = async (items, title, placeholder, options) => {
      await pending.shift()?.();
      return pick(items, title, placeholder, options);
    };
    await createResourceToken(fixture.server, {}, { ...fixture, person });
    person.done();
    assert.equal(fixture.permissionsOf('ci'), 'db:metrics:read');
    return person.asked.slice(5).map(({ question }) => (question as { prompt?: string }).prompt ?? '');
  };

  it('keeps what was entered while the server cannot list its tokens', async () => {
    const prompts = await createWith(
      () => fail(listPath, 2),
      () => fail(listPath, 2),
      () => undefined,
    );
    assert.ok(prompts.every((prompt) => prompt.includes('read on metrics')));
  });

  it('keeps what was entered while the server rejects the new token and then fails', async () => {
    await createWith(
      () => {
        const body = 'token name already exists, ci';
        fixture.tokenServer.faults.add({ kind: 'status', status: 409, work: 'undone', body, path: resourceTokenPath });
        fail(databasePath);
      },
      () => undefined,
    );
  });

  it('keeps what was entered while the product is unknown', async () => {
    const prompts = await createWith(
      () => ['/ping', '/api/v3/configure/retention_period', listPath].forEach((path) => fail(path)),
      () => undefined,
    );
    assert.ok(prompts[1]?.includes(sentence('productUnknown', 'Local')));
  });

  it('keeps what was entered while signed in with a resource token, or not at all', async () => {
    const token = await fixture.enterprise.token('limited', ['db:metrics:read']);
    const prompts = await createWith(
      () => fixture.signInWith(token, 'limited'),
      () => fixture.servers.tokens.removeSignIn(fixture.identity),
      () => fixture.signInWith(operator, '_admin'),
    );
    assert.ok(prompts[1]?.includes(sentence('adminTokenNeeded', 'Local')));
  });
});

describe('createResourceToken', () => {
  it('creates a token for 200 databases, and for every character that names can contain', async () => {
    const names = Array.from({ length: 199 }, (_, index) => `db-${index}`);
    const fixture = await enterpriseFixture([...names, everyCharacter]);
    const permission = `db:${[...names, everyCharacter].join(',')}:read,write`;
    const { permissions } = await create(fixture, [permission]);
    assert.deepEqual(permissions, [permission]);
    assert.equal(fixture.permissionsOf('ci'), permission);
  });

  it('creates a token for an empty list of databases that are created later', async () => {
    const fixture = await enterpriseFixture([]);
    await create(fixture, ['db:*:write']);
    assert.equal(fixture.permissionsOf('ci'), 'db:*:write');
  });
});

describe('What the server allows a new resource token', () => {
  let fixture: EnterpriseFixture;

  beforeEach(async () => {
    fixture = await enterpriseFixture(['metrics', 'logs'], { switches: { permissionsColumn: 'json' } });
  });

  const difference = () => fixture.notice.events[0]?.state?.difference;
  const differenceShown = (key: SentenceKey, ...values: string[]) =>
    assert.equal(difference()?.message, sentence(key, ...values));

  it('is compared as rights, in whatever form it is listed', async () => {
    for (const column of ['json', 'bare'] as const) {
      fixture.tokenServer.switches.permissionsColumn = column;
      await create(fixture, ['db:metrics,logs:write,read'], column);
    }
    assert.deepEqual(
      fixture.notice.events.map(({ state }) => state?.difference),
      [undefined, undefined],
    );
  });

  it('is shown with the offer to delete the token if it is more than requested', async () => {
    fixture.tokenServer.switches.grants = 'more';
    const { permissions, token } = await create(fixture, ['db:metrics:read']);
    differenceShown('grantedMore', 'create, describe, read, write, and delete on metrics');
    assert.deepEqual(permissions, ['db:metrics:create,describe,read,write,delete']);
    assert.equal(difference()?.deletable?.name, 'ci');
    assert.ok(await fixture.servers.tokens.findByHash(fixture.identity, token.hash));
  });

  it('is shown if it is less than requested', async () => {
    fixture.tokenServer.switches.grants = 'less';
    const { permissions } = await create(fixture, ['db:metrics:read,write']);
    differenceShown('grantedFewer', 'read on metrics');
    assert.equal(difference()?.deletable, undefined);
    assert.deepEqual(permissions, ['db:metrics:read']);
  });

  it('is called unchecked if it is listed in an unknown form, or not at all', async () => {
    fixture.tokenServer.switches.permissionsColumn = 'unknown';
    const { permissions } = await create(fixture, ['db:metrics:read']);
    differenceShown('grantedUnknown', 'policy/db/metrics/read');
    assert.deepEqual(permissions, ['db:metrics:read']);
    fixture.notice.events.length = 0;
    fixture.tokenServer.switches.permissionsColumn = 'missing';
    await create(fixture, ['db:metrics:read'], 'ci-2');
    differenceShown('grantedNotListed');
    assert.equal(difference()?.deletable?.name, 'ci-2');
  });

  it('is called unchecked if the list fails, and the token is stored', async () => {
    const copy = fixture.clipboard.copy.bind(fixture.clipboard);
    fixture.clipboard.copy = (token) => {
      fixture.tokenServer.faults.add({ kind: 'status', status: 503, work: 'undone', path: listPath });
      return copy(token);
    };
    const { token } = await create(fixture, ['db:metrics:read']);
    assert.match(difference()?.message ?? '', new RegExp(sentence('grantedNotChecked', '')));
    assert.equal(difference()?.deletable, undefined);
    assert.equal(fixture.clipboard.content?.hash, token.hash);
    assert.ok(await fixture.servers.tokens.findByHash(fixture.identity, token.hash));
  });

  it('is loaded only after the token was stored', async () => {
    const { token } = await create(fixture, ['db:metrics:read']);
    assert.ok(await fixture.servers.tokens.findByHash(fixture.identity, token.hash));
    assert.equal(fixture.sent('GET', databasePath), 0);
    const paths = fixture.tokenServer.requests.map(({ path }) => path);
    assert.ok(paths.lastIndexOf(listPath) > paths.indexOf(resourceTokenPath));
  });
});
