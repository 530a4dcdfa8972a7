import assert from 'node:assert/strict';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import { createResourceToken, resourceTokenInput } from '../../../src/operations/createResourceToken.ts';
import { sentence } from '../../support/sentences.ts';
import { resourceTokenPath } from '../support/influxdb3/helpers/enterprise.ts';
import { enterpriseFixture, type EnterpriseFixture } from './support/enterpriseFixture.ts';
import { kindsOf, onlyRemedy, remedyError } from './support/rejection.ts';
import { ScriptedPerson, type Answer } from './support/scriptedPerson.ts';

const day = 86_400;
const complete = { name: 'ci', permissions: ['db:metrics:read,write'], expiry: '30d' };
const createButton = sentence('createToken');

describe('createResourceToken', () => {
  let fixture: EnterpriseFixture;

  beforeEach(async () => {
    fixture = await enterpriseFixture(['metrics', 'logs'], { switches: { permissionsColumn: 'json' } });
  });

  const create = async (person: ScriptedPerson, input: Parameters<typeof resourceTokenInput>[0] = {}) => {
    const created = await createResourceToken(fixture.server, resourceTokenInput(input), { ...fixture, person });
    person.done();
    return created;
  };
  const sentRequests = () => fixture.sent('POST', resourceTokenPath);

  it('asks for everything, shows a preview, stores the token, and copies it', async () => {
    const person = new ScriptedPerson([
      { text: 'ci' },
      { select: ['logs', 'metrics'] },
      { select: ['Read', 'Write'] },
      { select: ['health'] },
      { expiration: 30 * day },
      { pick: createButton },
    ]);
    const { token, permissions } = await create(person);
    assert.deepEqual(permissions, ['db:logs,metrics:read,write', 'system:health:read']);
    assert.equal(fixture.permissionsOf('ci'), '["db:logs,metrics:read,write", "system:health:read"]');
    const { prompt } = person.asked.at(-1)?.question as { prompt?: string };
    assert.equal(
      prompt,
      `read and write on logs, metrics; system information: health · expires in 30 days · on Local (${fixture.server.url})`,
    );
    assert.equal((await fixture.servers.tokens.findByHash(fixture.identity, token.hash))?.hash, token.hash);
    assert.equal(fixture.clipboard.content?.hash, token.hash);
    assert.deepEqual(fixture.notice.kinds, ['created']);
    assert.equal(fixture.notice.events[0]?.state?.difference, undefined);
    assert.equal(sentRequests(), 1);
  });

  it('offers the databases of the server, without deleted and internal ones', async () => {
    await fixture.enterprise.createDatabase('gone');
    await fixture.enterprise.deleteDatabase('gone');
    const person = new ScriptedPerson([{ text: 'ci' }, 'cancel']);
    await assert.rejects(create(person), Canceled);
    const { labels } = person.asked[1]?.question as { labels: readonly string[] };
    assert.deepEqual(labels, [sentence('allDatabases'), 'logs', 'metrics']);
  });

  it('creates tokens for all databases, and for system information alone', async () => {
    const allDatabases = sentence('allDatabases');
    const both = { select: [allDatabases, 'logs'], rejected: true } as const;
    const all = [both, { select: [allDatabases] }, { select: ['Create', 'Read'] }, { select: [] }] as const;
    await create(new ScriptedPerson([...all, { pick: createButton }]), { name: 'all', expiry: 'never' });
    assert.equal(fixture.permissionsOf('all'), '["db:*:create,read"]');
    const system = [{ select: [] }, { select: [], rejected: true }, { select: ['ping', 'metrics'] }] as const;
    await create(new ScriptedPerson([...system, { pick: createButton }]), { name: 'system', expiry: 'never' });
    assert.equal(fixture.permissionsOf('system'), '["system:metrics,ping:read"]');
  });

  it('asks only for what is missing, and for nothing when everything is given', async () => {
    await create(new ScriptedPerson([]), complete);
    const { permissions } = complete;
    await create(new ScriptedPerson([{ text: 'typed' }, { pick: createButton }]), { permissions, expiry: 'never' });
    await create(new ScriptedPerson([{ expiration: day }, { pick: createButton }]), { name: 'given', permissions });
    assert.deepEqual(fixture.names(), ['_admin', 'ci', 'typed', 'given']);
    assert.equal(fixture.sent('GET', '/api/v3/configure/database'), 0);
  });

  it('goes back to earlier questions with their answers selected', async () => {
    const person = new ScriptedPerson([
      { text: 'ci' },
      { select: ['metrics'] },
      'back',
      'back',
      { text: 'ci-2' },
      { select: ['Write'] },
      { select: [] },
      { expiration: undefined },
      'back',
      'back',
      'back',
      { select: ['Read'] },
      { pick: createButton },
    ]);
    await create(person);
    assert.equal(fixture.permissionsOf('ci-2'), '["db:metrics:read"]');
    const databases = person.asked.filter(({ kind }) => kind === 'pickSeveral').map(({ question }) => question);
    assert.deepEqual((databases[2] as { selected?: string[] }).selected, ['metrics']);
  });

  for (const [question, answers] of [
    ['name', ['cancel']],
    ['databases', [{ text: 'ci' }, 'cancel']],
    ['actions', [{ text: 'ci' }, { select: ['logs'] }, 'cancel']],
    ['system information', [{ text: 'ci' }, { select: [] }, 'cancel']],
    ['expiration', [{ text: 'ci' }, { select: [] }, { select: ['ping'] }, 'cancel']],
    ['preview', [{ text: 'ci' }, { select: [] }, { select: ['ping'] }, { expiration: day }, 'cancel']],
  ] satisfies readonly (readonly [string, readonly Answer[]])[]) {
    it(`creates nothing when the ${question} is canceled`, async () => {
      await assert.rejects(create(new ScriptedPerson(answers)), Canceled);
      assert.equal(sentRequests(), 0);
    });
  }

  it('asks once when the call is external, and sends nothing when it is declined', async () => {
    const person = new ScriptedPerson(['cancel'], { isExternal: true });
    await assert.rejects(create(person, complete), Canceled);
    assert.equal(fixture.tokenServer.requests.length, 0);
    const [question] = person.questions;
    assert.match(`${question?.message} ${question?.detail}`, /"ci".*read and write on metrics/);
    await create(new ScriptedPerson([{ confirm: true }], { isExternal: true }), complete);
  });

  it('says that a name is taken, and asks for another one only if it was typed', async () => {
    await create(new ScriptedPerson([]), complete);
    await assert.rejects(create(new ScriptedPerson([]), complete), UserError);
    assert.equal(sentRequests(), 1);
    fixture.tokenServer.faults.add({
      kind: 'status',
      status: 409,
      work: 'undone',
      body: 'token name already exists, other',
      path: resourceTokenPath,
    });
    const person = new ScriptedPerson([
      { text: 'other' },
      { pick: createButton },
      { text: 'other-2' },
      { pick: createButton },
    ]);
    await create(person, { permissions: complete.permissions, expiry: 'never' });
    assert.equal((person.asked[2]?.question as { value?: string }).value, 'other');
    assert.deepEqual(fixture.names(), ['_admin', 'ci', 'other-2']);
  });

  it('keeps what was selected when a database is gone', async () => {
    const answers: Answer[] = [
      { text: 'ci' },
      { select: ['logs', 'metrics'] },
      { select: ['Read', 'Write'] },
      { select: [] },
      { expiration: day },
      { pick: createButton },
      { select: ['metrics'] },
      { pick: createButton },
    ];
    const person = new ScriptedPerson(answers);
    const pick = person.pick.bind(person);
    person.pick = async (items, title, placeholder, options) => {
      await fixture.enterprise.deleteDatabase('logs');
      return pick(items, title, placeholder, options);
    };
    await create(person);
    assert.deepEqual(person.asked[6]?.question, {
      title: `${sentence('createResourceToken')}: ci`,
      labels: [sentence('allDatabases'), 'metrics'],
      selected: ['metrics'],
      rejection: sentence('unknownDatabase', 'logs'),
    });
    assert.equal(fixture.permissionsOf('ci'), '["db:metrics:read,write"]');
  });

  it('suggests deleting and recreating a token whose response was lost', async () => {
    fixture.tokenServer.faults.add({ kind: 'close', when: 'afterWork', path: resourceTokenPath });
    const error = await remedyError(create(new ScriptedPerson([]), complete));
    const remedy = onlyRemedy(error, 'deleteAndRecreate');
    assert.equal(sentRequests(), 1);
    const [request] = await fixture.servers.requests.readAll();
    assert.deepEqual([request?.route, request?.permissions], ['createResource', complete.permissions]);
    await fixture.enterprise.deleteToken('ci');
    await remedy.recreate();
    assert.equal(fixture.permissionsOf('ci'), '["db:metrics:read,write"]');
    assert.equal(fixture.clipboard.content !== undefined, true);
  });

  it('suggests signing in when there is no sign-in token', async () => {
    await fixture.servers.tokens.removeSignIn(fixture.identity);
    assert.deepEqual(kindsOf(await remedyError(create(new ScriptedPerson([])))), ['signIn']);
  });

  it('rejects invalid arguments before anything is sent', async () => {
    for (const input of [{ name: '' }, { expiry: 'soon' }, { permissions: [] }, { permissions: ['db:*,a:read'] }]) {
      assert.throws(() => resourceTokenInput({ ...complete, ...input }), UserError);
    }
    await Promise.resolve();
    assert.equal(fixture.tokenServer.requests.length, 0);
  });
});
