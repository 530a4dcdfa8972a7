import assert from 'node:assert/strict';
import { untranslated } from '../../../src/core/l10n.ts';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import { Emitter } from '../../../src/core/emitter.ts';
import { Token } from '../../../src/core/token/token.ts';
import { createNamedToken } from '../../../src/operations/createNamedToken.ts';
import { forgetEverything } from '../../../src/operations/forgetEverything.ts';
import { ServerStore } from '../../../src/servers/serverStore.ts';
import { SecretQueue } from '../../../src/storage/secretQueue.ts';
import { TokenStore } from '../../../src/storage/tokenStore.ts';
import { sentence } from '../../support/sentences.ts';
import { until } from '../influxdb/helpers/until.ts';
import { keyringFailure, strangerToken } from './support/operationFixture.ts';
import { kindsOf, rejection, remedyError } from './support/rejection.ts';
import { rotationSetup, type RotationSetup } from './support/rotationSetup.ts';
import { ScriptedPerson, type Answer } from './support/scriptedPerson.ts';
import { storedHashes } from './support/storedState.ts';
import { unfinishedRotation } from './support/unfinishedRotation.ts';
import { tokenRequest } from './support/tokenRequest.ts';

const old = 'https://old.example:8181';
const forget: Answer = { choose: sentence('forgetEverything') };

describe('forgetEverything', () => {
  let setup: RotationSetup;
  let cleared: Token | undefined;

  beforeEach(async () => {
    setup = await rotationSetup();
    const { servers, server, state, workspaceState } = setup.fixture;
    cleared = undefined;
    await createNamedToken(
      server,
      { name: 'new', lifetime: { seconds: undefined } },
      setup.ports(new ScriptedPerson()),
    );
    // Of a server that is no longer configured, and of another host.
    await servers.tokens.store(old, strangerToken(), 'stranger', { untilSavedElsewhere: true });
    await servers.tokens.storeSignIn('other-machine@http://localhost:8181', strangerToken(), undefined);
    await servers.approvals.write(old, { workspaceUrl: true, plainHttp: false, tls: null });
    await state.update('clipboardToClear', { hash: 'a', due: 1 });
    await state.update('unknown to this version', true);
    await workspaceState.update('anything', 1);
  });

  const run = (person: ScriptedPerson, clipboardText = '') =>
    forgetEverything({
      person,
      servers: setup.fixture.servers,
      settings: setup.fixture.settings,
      rotations: setup.fixture.usage.rotations,
      clipboard: {
        clearNow(isOurs) {
          const token = new Token(clipboardText);
          cleared = isOurs(token) ? token : undefined;
          return Promise.resolve();
        },
      },
    });
  /** Everything in the extension's folder but locks and the machine's ID. */
  const files = () =>
    readdirSync(setup.fixture.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/locks|machines/.test(entry.parentPath))
      .map(({ name }) => name);
  const isEmpty = () => {
    const { secrets, state, workspaceState } = setup.fixture;
    return [...secrets.stored.keys(), ...state.keys(), ...workspaceState.keys(), ...files()];
  };
  const detail = (person: ScriptedPerson) => person.questions[0]?.detail ?? '';

  it('deletes all that is stored, whichever server it belongs to, and nothing on servers', async () => {
    const { fixture } = setup;
    fixture.tokenServer.requests.length = 0;
    const person = new ScriptedPerson([forget]);
    await run(person);
    person.done();
    assert.deepEqual(isEmpty(), []);
    assert.deepEqual(fixture.names(), ['_admin', 'ci', 'new']);
    assert.equal(fixture.tokenServer.requests.filter(({ path }) => path.includes('/configure/')).length, 0);
    assert.deepEqual(fixture.settings.userServers, [{ name: 'Local', url: fixture.server.url }]);
    await run(new ScriptedPerson([forget]));
  });

  it('lists what it deletes, and changes nothing before the answer', async () => {
    const before = isEmpty();
    const person = new ScriptedPerson(['cancel']);
    await assert.rejects(run(person), Canceled);
    assert.deepEqual(isEmpty(), before);
    const text = detail(person);
    assert.match(text, /3 tokens for Local \(http/);
    assert.match(text, /1 token for https:\/\/old\.example:8181\n/);
    assert.match(text, /1 token for http:\/\/localhost:8181\n/);
    assert.match(text, /approval of 1 server/);
    assert.match(text, /history, with 1 entry/);
    assert.doesNotMatch(text, /apiv3_/);
  });

  it('also removes the servers from settings when that is chosen', async () => {
    await run(new ScriptedPerson([{ confirm: true }]));
    assert.deepEqual(setup.fixture.settings.userServers, []);
    assert.deepEqual(isEmpty(), []);
  });

  it('deletes nothing when the settings cannot be written', async () => {
    const before = isEmpty();
    setup.fixture.settings.writeFailure = new UserError(untranslated('The settings are read-only.'));
    await assert.rejects(run(new ScriptedPerson([{ confirm: true }])), UserError);
    assert.deepEqual(isEmpty(), before);
  });

  it('leaves the servers in settings when the question is confirmed by an argument', async () => {
    await run(new ScriptedPerson([], { autoConfirm: true }));
    assert.equal(setup.fixture.settings.userServers.length, 1);
    assert.deepEqual(isEmpty(), []);
  });

  it('clears the clipboard only of a stored token', async () => {
    await run(new ScriptedPerson([forget]), setup.operator.reveal());
    assert.equal(cleared?.hash, setup.operator.hash);
    await run(new ScriptedPerson([forget]), setup.operator.reveal());
    assert.equal(cleared, undefined);
  });

  it('deletes what it knows of where the keyring cannot list its keys', async () => {
    setup.fixture.secrets.keysFailure = new Error('not supported');
    await run(new ScriptedPerson([forget]));
    const left = [...setup.fixture.secrets.stored.keys()].filter((key) => /signIn|kept/.test(key));
    assert.deepEqual(left, []);
  });

  it('deletes the rest when it is run again after the keyring failed', async () => {
    const { fixture } = setup;
    const person = new ScriptedPerson([forget]);
    const choose = person.choose.bind(person);
    person.choose = async (...args) => {
      const answer = await choose(...args);
      fixture.secrets.failure = keyringFailure;
      return answer;
    };
    await assert.rejects(run(person), UserError);
    fixture.secrets.failure = undefined;
    await run(new ScriptedPerson([forget]));
    assert.deepEqual(isEmpty(), []);
  });

  it('refuses while a rotation is unfinished, and keeps what it needs', async () => {
    const { fixture, ci } = setup;
    const journal = await unfinishedRotation(fixture, 'ci', ci);
    const before = isEmpty();
    const error = await remedyError(run(new ScriptedPerson()));
    assert.deepEqual(kindsOf(error), ['resumeRotation']);
    assert.match(error.message, /"ci" on http/);
    assert.deepEqual(isEmpty(), before);
    await fixture.usage.rotations.remove(journal.id);
    await run(new ScriptedPerson([forget]));
  });

  it('refuses when a rotation begins while the question is open', async () => {
    const { fixture, ci } = setup;
    const person = new ScriptedPerson([forget]);
    const choose = person.choose.bind(person);
    person.choose = async (...args) => {
      await unfinishedRotation(fixture, 'ci', ci);
      return choose(...args);
    };
    const hashes = await storedHashes(fixture);
    assert.deepEqual(kindsOf(await remedyError(run(person))), ['resumeRotation']);
    assert.deepEqual(await storedHashes(fixture), hashes);
  });

  describe('with a request for a new token', () => {
    const begin = async () => {
      const { servers, server, identity } = setup.fixture;
      return servers.requests.begin({
        ...tokenRequest({ route: 'createNamed', name: 'pending' }),
        server: { name: server.name, url: server.url, identity },
        before: null,
      });
    };

    it('refuses while it is running, because its token is not stored yet', async () => {
      const open = await begin();
      const before = isEmpty();
      assert.ok((await rejection(run(new ScriptedPerson()))) instanceof UserError);
      assert.deepEqual(isEmpty(), before);
      await open.end();
    });

    it('lists it when it was interrupted, and keeps it when the question is dismissed', async () => {
      await (await begin()).release();
      const person = new ScriptedPerson(['cancel']);
      await assert.rejects(run(person), Canceled);
      assert.match(detail(person), /interrupted request for the token "pending"/);
      const { requests } = setup.fixture.servers;
      const request = (await requests.readAll()).find(({ name }) => name === 'pending');
      assert.ok(request && (await requests.claim(request)), 'it can be claimed again');
    });
  });

  it('lists backups and rotations that a newer version left, and deletes them', async () => {
    const { folder } = setup.fixture;
    for (const [name, file] of [
      ['backups', '.influxdb3-tokens-x-0.bak'],
      ['rotations', 'newer.json'],
    ] as const) {
      mkdirSync(join(folder, name), { recursive: true });
      writeFileSync(join(folder, name, file), '{"version":99}');
    }
    const person = new ScriptedPerson([forget]);
    await run(person);
    assert.match(detail(person), /1 backup of a file/);
    assert.match(detail(person), /1 unfinished rotation that this version/);
    assert.deepEqual(isEmpty(), []);
    assert.ok(existsSync(join(folder, 'rotations')), 'other windows watch the folder');
  });

  it('is noticed by another window', async () => {
    const { fixture } = setup;
    const { secrets, settings, servers, server, state } = fixture;
    const changed = new Emitter<{ readonly key: string }>();
    const shared = Object.create(secrets, { onDidChange: { value: changed.event } }) as typeof secrets;
    shared.keys = () => secrets.keys();
    shared.get = (key) => secrets.get(key);
    const tokens = new TokenStore(new SecretQueue(shared), state, () => undefined);
    const store = new ServerStore(settings, tokens, servers.connections, servers.log);
    const remove = secrets.delete.bind(secrets);
    secrets.delete = async (key) => {
      await remove(key);
      changed.fire({ key });
    };
    await store.reload(server);
    assert.equal(store.state(server).signIn, 'signedIn');
    await run(new ScriptedPerson([forget]));
    await until('the other window shows that nothing is stored', async () => {
      await store.ensureLoaded(server);
      return store.state(server).signIn === 'signedOut';
    });
    assert.deepEqual(store.state(server).storedTokens, []);
    store.dispose();
  });

  it('leaves files of the user alone', async () => {
    const text = readFileSync(join(setup.folder.path, 'app.env'), 'utf8');
    await run(new ScriptedPerson([forget]));
    assert.equal(readFileSync(join(setup.folder.path, 'app.env'), 'utf8'), text);
  });
});
