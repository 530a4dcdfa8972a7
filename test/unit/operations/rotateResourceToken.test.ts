import assert from 'node:assert/strict';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import { resumeRotation } from '../../../src/operations/resumeRotation.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { sentence, sentencePattern } from '../../support/sentences.ts';
import { resourceTokenPath } from '../support/influxdb3/helpers/enterprise.ts';
import { enterpriseSetup, permissions, type EnterpriseSetup } from './support/enterpriseSetup.ts';
import { kindsOf, rejection, remedyError } from './support/rejection.ts';
import { onceRequested } from './support/onceRequested.ts';
import { createRoute, rotationSetup } from './support/rotationSetup.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';

const listPath = '/api/v3/query_sql';
const reader = { name: 'reader' };
const deleteOld = { choose: sentence('deleteOldToken') };
const keepOld = { old: 'keep' } as const;
const messageOf = async (work: Promise<unknown>) => {
  const error = await rejection(work);
  assert.ok(error instanceof UserError);
  return error.message;
};
const cancel = () => new ScriptedPerson(['cancel']);

describe('rotateToken, for a resource token', () => {
  let setup: EnterpriseSetup;

  beforeEach(async () => {
    setup = await enterpriseSetup();
  });

  const names = () => setup.fixture.names().sort();
  const recreate = async (database: string) => {
    await setup.enterprise.deleteDatabase(database);
    await setup.enterprise.createDatabase(database);
  };
  const signInWithReader = () =>
    setup.fixture.servers.tokens.storeSignIn(setup.fixture.identity, setup.reader, 'reader');
  const openJournal = async () => {
    const [journal] = await setup.openJournals();
    assert.ok(journal);
    return journal;
  };
  const resume = async (action: 'finish' | 'undo', person: ScriptedPerson) => {
    const input = { action, files: undefined, old: undefined };
    const result = await resumeRotation(await openJournal(), input, setup.ports(person));
    person.done();
    return result;
  };

  it('gives the new token the same permissions in the same order, and asks as for other tokens', async () => {
    const { fixture, folder, rotate, storedToken } = setup;
    const person = new ScriptedPerson([{ pickToken: 'reader' }, { text: 'r2' }, { expiration: 3600 }, deleteOld]);
    const result = await rotate(person);
    assert.deepEqual(names(), ['_admin', 'r2']);
    assert.equal(await setup.enterprise.permissionsOf('r2'), JSON.stringify(permissions).replaceAll('","', '", "'));
    assert.equal(folder.read('app.env'), `TOKEN=${(await storedToken('r2')).reveal()}\n`);
    const seconds = (Date.parse(result.token.expiry ?? '') - Date.now()) / 1000;
    assert.ok(seconds > 3500 && seconds <= 3600);
    assert.equal(fixture.sent('POST', createRoute), 0);
    const changes = fixture.tokenServer.requests.filter(({ path }) => path.includes('/configure/token'));
    assert.deepEqual(
      changes.map(({ method }) => method),
      ['POST', 'DELETE'],
    );
  });

  it('offers resource tokens only where the server can create them', async () => {
    const person = cancel();
    await rejection(setup.rotate(person));
    const core = await rotationSetup();
    const corePerson = cancel();
    await rejection(core.rotate(corePerson));
    const offered = [person, corePerson].map(({ asked }) => asked[0]?.question);
    assert.deepEqual(
      offered.map((question) => question && 'labels' in question && [...question.labels].sort()),
      [
        ['_admin', 'reader'],
        ['_admin', 'ci'],
      ],
    );
  });

  it('names one or several databases that are gone, and creates nothing', async () => {
    const { fixture, enterprise, rotate } = setup;
    await enterprise.deleteDatabase('a');
    const one = await messageOf(rotate(new ScriptedPerson(), reader, keepOld));
    assert.equal(one, sentence('databaseGone', 'a', 'Local', 'reader'));
    await enterprise.deleteDatabase('b');
    const both = await messageOf(rotate(new ScriptedPerson(), reader, keepOld));
    assert.equal(both, sentence('databasesGone', 'Local', 'reader', 'b, a'));
    assert.equal(fixture.sent('POST', resourceTokenPath), 0);
  });

  it('asks about one or several databases that were recreated', async () => {
    await recreate('a');
    const one = cancel();
    await rejection(setup.rotate(one, reader, keepOld));
    assert.equal(one.questions[0]?.message, sentence('databaseRecreatedQuestion', 'reader', 'a'));
    await recreate('b');
    const both = cancel();
    await rejection(setup.rotate(both, reader, keepOld));
    assert.equal(both.questions[0]?.message, sentence('databasesRecreatedQuestion', 'reader', 'b, a'));
    await setup.rotate(new ScriptedPerson([{ confirm: true }]), reader, keepOld);
    assert.deepEqual(names(), ['_admin', 'reader', 'reader-2']);
  });

  it('creates nothing after an interruption if a database was recreated in the meantime', async () => {
    const { fixture, rotate } = setup;
    fixture.tokenServer.faults.add({ kind: 'close', when: 'beforeWork', path: resourceTokenPath });
    assert.ok((await rejection(rotate(new ScriptedPerson(), reader, keepOld))) instanceof RotationStopped);
    await recreate('a');
    const error = await messageOf(resume('finish', new ScriptedPerson()));
    assert.match(error, sentencePattern('databaseRecreatedSince', 'reader'));
    assert.deepEqual(names(), ['_admin', 'reader']);
    await resume('undo', new ScriptedPerson());
    assert.deepEqual(await setup.openJournals(), []);
  });

  it('does not ask again about recreated databases that the user was asked about', async () => {
    const { fixture, rotate } = setup;
    await recreate('a');
    fixture.tokenServer.faults.add({ kind: 'close', when: 'beforeWork', path: resourceTokenPath });
    const agreeing = new ScriptedPerson([{ confirm: true }]);
    assert.ok((await rejection(rotate(agreeing, reader, keepOld))) instanceof RotationStopped);
    assert.equal((await resume('finish', new ScriptedPerson([deleteOld])))?.old, 'deleted');
  });

  it('writes the request with its permissions to the journal before it is sent', async () => {
    const { fixture, rotate } = setup;
    fixture.tokenServer.faults.add({ kind: 'close', when: 'afterWork', path: resourceTokenPath });
    assert.ok((await rejection(rotate(new ScriptedPerson(), reader, keepOld))) instanceof RotationStopped);
    const [request] = await fixture.servers.requests.readAll();
    assert.deepEqual(
      [request?.route, request?.name, request?.permissions],
      ['createResource', 'reader-2', permissions],
    );
    const { next, old } = await openJournal();
    assert.deepEqual([next.how, next.permissions, old.kind], ['createResource', permissions, 'resource']);
  });

  it('deletes a token whose response was lost, and creates it again', async () => {
    const { fixture, rotate } = setup;
    fixture.tokenServer.faults.add({ kind: 'close', when: 'afterWork', path: resourceTokenPath });
    assert.ok((await rejection(rotate(new ScriptedPerson(), reader, keepOld))) instanceof RotationStopped);
    const lost = fixture.tokenServer.tokens().find(({ name }) => name === 'reader-2')?.token_id;
    await resume('finish', new ScriptedPerson([{ confirm: true }, deleteOld]));
    assert.deepEqual(names(), ['_admin', 'reader-2']);
    assert.notEqual(fixture.tokenServer.tokens().at(-1)?.token_id, lost);
  });

  it('can be undone while the old token waits', async () => {
    const { folder, reader: old, rotate } = setup;
    await rotate(new ScriptedPerson(), reader, { old: 'later' });
    await resume('undo', new ScriptedPerson([{ choose: sentence('deleteNewToken') }]));
    assert.deepEqual(names(), ['_admin', 'reader']);
    assert.equal(folder.read('app.env'), `TOKEN=${old.reveal()}\n`);
  });

  it('says that the server granted other rights', async () => {
    setup.fixture.tokenServer.switches.grants = 'more';
    const error = await messageOf(setup.rotate(new ScriptedPerson(), reader, keepOld));
    assert.match(error, sentencePattern('rightsDiffer', 'reader-2', 'reader'));
    assert.deepEqual(names(), ['_admin', 'reader']);
    assert.deepEqual(await setup.storedNames(), ['reader']);
  });

  describe('which is used before files are updated', () => {
    const usesOf = (name: string) =>
      setup.fixture.tokenServer.requests
        .filter(({ authenticatedAs, path }) => authenticatedAs === name && path === listPath)
        .map(({ status }) => status);

    /** Refuses the new token's query, which follows the admin token's list and its own attempt to list tokens. */
    const refuseQuery = (status: number, times: number) => {
      const { tokenServer } = setup.fixture;
      const list = { method: 'POST', path: listPath };
      const refuse = () => tokenServer.faults.add({ kind: 'status', status, work: 'undone', path: listPath, times });
      onceRequested(tokenServer, { method: 'POST', path: resourceTokenPath }, () =>
        onceRequested(tokenServer, list, () => onceRequested(tokenServer, list, refuse)),
      );
    };

    it('queries a database that the token can read', async () => {
      await setup.rotate(new ScriptedPerson(), reader, keepOld);
      assert.deepEqual(usesOf('reader-2').slice(0, 2), [403, 200]);
    });

    for (const granted of [['db:a:write'], ['db:*:read'], ['system:ping:read']]) {
      it(`sends no query with ${granted.join()}`, async () => {
        await setup.enterprise.token('other', granted);
        await setup.rotate(new ScriptedPerson(), { name: 'other' }, keepOld);
        assert.deepEqual(new Set(usesOf('other-2')), new Set([403]));
      });
    }

    it('changes no file if the query is not allowed, and can be finished later', async () => {
      const { folder, rotate, reader: old } = setup;
      refuseQuery(403, 1);
      const error = await rejection(rotate(new ScriptedPerson(), reader, keepOld));
      assert.ok(error instanceof RotationStopped);
      assert.match(error.message, sentencePattern('newTokenNotQuerying', 'reader-2', 'b'));
      assert.equal(folder.read('app.env'), `TOKEN=${old.reveal()}\n`);
      assert.deepEqual(names(), ['_admin', 'reader', 'reader-2']);
      assert.equal((await resume('finish', new ScriptedPerson([deleteOld])))?.old, 'deleted');
    });

    it('waits a moment for nodes that do not know the token yet', async () => {
      refuseQuery(401, 2);
      await setup.rotate(new ScriptedPerson(), reader, keepOld);
      assert.ok(usesOf('reader-2').includes(200));
    });

    it('stops if the query is rejected for longer', async () => {
      refuseQuery(401, 4);
      assert.ok((await rejection(setup.rotate(new ScriptedPerson(), reader, keepOld))) instanceof RotationStopped);
      assert.equal(setup.folder.read('app.env'), `TOKEN=${setup.reader.reveal()}\n`);
    });
  });

  it('says so if the only token at hand is a resource token', async () => {
    await signInWithReader();
    const error = await remedyError(setup.rotate(new ScriptedPerson(), reader, keepOld));
    assert.equal(error.message, sentence('signedInWithLimitedRotating', 'Local'));
    assert.deepEqual(kindsOf(error), ['signIn']);
  });

  it('does not manage tokens with a resource token, even if the server lets it list them', async () => {
    const { fixture, rotate, openJournals } = setup;
    await signInWithReader();
    const body = JSON.stringify(fixture.tokenServer.tokens());
    const path = '/api/v3/query_sql';
    fixture.tokenServer.faults.add({ kind: 'status', status: 200, work: 'undone', path, body });
    const error = await remedyError(rotate(new ScriptedPerson(), reader, keepOld));
    assert.equal(error.message, sentence('signedInWithLimitedRotating', 'Local'));
    assert.deepEqual(await openJournals(), []);
  });

  it('rotates the sign-in token with a stored admin token, and signs in with the new one', async () => {
    const { fixture, operator, rotate, storedToken } = setup;
    const { tokens } = fixture.servers;
    await tokens.store(fixture.identity, operator, '_admin', { untilSavedElsewhere: false });
    await signInWithReader();
    await rotate(new ScriptedPerson([deleteOld]), reader, { newName: 'reader-2' });
    const signIn = await tokens.readSignIn(fixture.identity);
    assert.ok(signIn.kind === 'token');
    assert.equal(signIn.token.hash, (await storedToken('reader-2')).hash);
    assert.deepEqual(names(), ['_admin', 'reader-2']);
  });

  it('finds a token that is only in files', async () => {
    const { fixture, reader: old, folder, rotate, storedToken } = setup;
    await fixture.servers.tokens.remove(fixture.identity, old.hash);
    await rotate(new ScriptedPerson([deleteOld]), reader, { newName: 'reader-2' });
    assert.equal(folder.read('app.env'), `TOKEN=${(await storedToken('reader-2')).reveal()}\n`);
  });

  it('refuses an expired token unless an expiration is given, and never sends 0', async () => {
    const { fixture, rotate } = (setup = await enterpriseSetup({ expiry_secs: 1 }));
    const created = await setup.enterprise.create('dead', ['db:a:read'], { expiry_secs: 0 });
    assert.equal(created.status, 201);
    fixture.tokenServer.clock.advance(5_000);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const error = await messageOf(rotate(new ScriptedPerson(), reader, keepOld));
    assert.equal(error, sentence('limitedTokenExpired', 'reader'));
    assert.ok((await rejection(rotate(new ScriptedPerson(), { name: 'dead' }, keepOld))) instanceof UserError);
    assert.equal(fixture.sent('POST', resourceTokenPath), 1, 'only the one that this test sent');
    await rotate(new ScriptedPerson(), reader, { ...keepOld, expiry: '1d' });
    await rotate(new ScriptedPerson(), { name: 'dead' }, { ...keepOld, expiry: 'never' });
    assert.deepEqual(names(), ['_admin', 'dead', 'dead-2', 'reader', 'reader-2']);
  });

  it('refuses permissions that the server lists but does not accept', async () => {
    const { fixture, rotate } = setup;
    const tokens = fixture.tokenServer.tokens().map((row) => ({
      ...row,
      permissions: row.name === 'reader' ? 'db:a:read,update' : row.permissions,
    }));
    fixture.tokenServer.faults.add({
      kind: 'status',
      status: 200,
      work: 'undone',
      path: '/api/v3/query_sql',
      body: JSON.stringify(tokens),
    });
    assert.ok((await rejection(rotate(new ScriptedPerson(), reader, keepOld))) instanceof UserError);
    assert.equal(fixture.sent('POST', resourceTokenPath), 0);
  });

  it('refuses on 3.0, whose list contains numbers instead of names', async () => {
    const { fixture, rotate } = setup;
    const ping = JSON.stringify({ version: '3.0.3' });
    fixture.tokenServer.faults.add({ kind: 'status', status: 200, work: 'undone', path: '/ping', body: ping });
    assert.match(
      await messageOf(rotate(new ScriptedPerson(), reader, keepOld)),
      sentencePattern('rotatedOnlySince31', 'reader', '3.0.3'),
    );
    assert.equal(fixture.sent('POST', resourceTokenPath), 0);
  });

  it('says that Core creates no such tokens, however it came by one', async () => {
    const { fixture, rotate } = setup;
    const ping = JSON.stringify({ product_name: 'InfluxDB 3 Core', version: '3.10.1' });
    fixture.tokenServer.faults.add({ kind: 'status', status: 200, work: 'undone', path: '/ping', body: ping });
    const error = await messageOf(rotate(new ScriptedPerson(), reader, keepOld));
    assert.equal(error, sentence('notRotatedOnCore', 'reader'));
  });

  it('creates nothing when the server hides which product it is, and does not offer the token', async () => {
    const { fixture, rotate } = setup;
    for (const path of ['/ping', '/api/v3/configure/retention_period']) {
      fixture.tokenServer.faults.add({ kind: 'status', status: 503, work: 'undone', path, times: 'always' });
    }
    const error = await messageOf(rotate(new ScriptedPerson(), reader, keepOld));
    assert.equal(error, sentence('productUnknown', 'Local'));
    const person = new ScriptedPerson(['cancel']);
    await assert.rejects(rotate(person, undefined, keepOld), Canceled);
    assert.ok(person.asked[0] && 'labels' in person.asked[0].question);
    assert.deepEqual(person.asked[0].question.labels, ['_admin']);
    assert.equal(fixture.sent('POST', resourceTokenPath), 0);
  });
});
