import assert from 'node:assert/strict';
import { untranslated } from '../../../src/core/l10n.ts';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { removeServer } from '../../../src/operations/removeServer.ts';
import { RotationInProgressError } from '../../../src/rotation/tokenLock.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { operationFixture, strangerToken, type OperationFixture } from './support/operationFixture.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';
import { unfinishedRotation } from './support/unfinishedRotation.ts';

describe('removeServer', () => {
  let fixture: OperationFixture;
  let operator: Token;

  beforeEach(async () => {
    fixture = await operationFixture();
    operator = await fixture.signedInAsOperator();
    await fixture.servers.approvals.write(fixture.identity, { workspaceUrl: false, plainHttp: true, tls: null });
    fixture.tokenServer.requests.length = 0;
  });

  const remove = async (person: ScriptedPerson, server = fixture.server) => {
    await removeServer(server, { ...fixture, rotations: fixture.usage.rotations, person });
    person.done();
  };
  const store = (token: Token) =>
    fixture.servers.tokens.store(fixture.identity, token, 'ci', { untilSavedElsewhere: false });
  const deletedCount = ({ questions }: ScriptedPerson) => {
    const match = /\bThe (?:(\d+) tokens|token) stored for it/.exec(questions[0]?.detail ?? '');
    return match === null ? undefined : (match[1] ?? '1');
  };

  it('removes the server from the settings, and everything that is stored for it', async () => {
    await fixture.settings.writeUserServers([
      ...fixture.settings.userServers,
      { name: 'Other', url: 'https://other.example' },
      { url: 1 },
      { url: 'no URL' },
    ]);
    await store(strangerToken());
    await remove(new ScriptedPerson([{ confirm: true }]));
    assert.deepEqual(fixture.settings.userServers, [
      { name: 'Other', url: 'https://other.example' },
      { url: 1 },
      { url: 'no URL' },
    ]);
    assert.equal(fixture.secrets.stored.size, 0);
    assert.equal(fixture.tokenServer.requests.length, 0);
    assert.deepEqual(fixture.names(), ['_admin']);
  });

  it('says how many tokens are deleted, and counts each once', async () => {
    const one = new ScriptedPerson(['cancel']);
    await assert.rejects(remove(one), Canceled);
    await store(operator);
    const same = new ScriptedPerson(['cancel']);
    await assert.rejects(remove(same), Canceled);
    await store(strangerToken());
    const two = new ScriptedPerson(['cancel']);
    await assert.rejects(remove(two), Canceled);
    await fixture.servers.tokens.removeAll(fixture.identity);
    const none = new ScriptedPerson(['cancel']);
    await assert.rejects(remove(none), Canceled);
    assert.deepEqual([one, same, two, none].map(deletedCount), ['1', '1', '2', undefined]);
  });

  it('changes nothing when it is canceled', async () => {
    const before = fixture.settings.userServers;
    await assert.rejects(remove(new ScriptedPerson(['cancel'])), Canceled);
    assert.equal(fixture.settings.userServers, before);
    assert.equal((await fixture.servers.tokens.readSignIn(fixture.identity)).kind, 'token');
  });

  it('leaves the settings alone if a workspace defines the server', async () => {
    const before = fixture.settings.userServers;
    await remove(new ScriptedPerson([{ confirm: true }]), { ...fixture.server, scope: 'workspace' });
    assert.equal(fixture.settings.userServers, before);
    assert.equal(fixture.secrets.stored.size, 0);
  });

  it('refuses while a rotation needs the stored tokens, before anything is asked', async () => {
    await unfinishedRotation(fixture, '_admin', operator);
    await assert.rejects(remove(new ScriptedPerson([])), RotationInProgressError);
    assert.equal((await fixture.servers.tokens.readSignIn(fixture.identity)).kind, 'token');
  });

  it('deletes nothing when the settings cannot be written', async () => {
    fixture.settings.writeFailure = new UserError(untranslated('settings.json is not writable.'));
    await assert.rejects(remove(new ScriptedPerson([{ confirm: true }])), fixture.settings.writeFailure);
    assert.equal((await fixture.servers.tokens.readSignIn(fixture.identity)).kind, 'token');
  });

  it('removes the server from the settings although the keyring fails, and says what is left', async () => {
    fixture.secrets.failure = new Error('The keyring is locked.');
    const { name, url } = fixture.server;
    await assert.rejects(remove(new ScriptedPerson([{ confirm: true }])), {
      name: 'UserError',
      message: sentencePattern('serverRemovedPartly', name, undefined, url),
    });
    assert.deepEqual(fixture.settings.userServers, []);
    assert.equal(fixture.log.length, 1, 'why the sign-in token was not counted');
  });

  it('says that a workspace server can be removed again when the keyring fails', async () => {
    fixture.secrets.failure = new Error('The keyring is locked.');
    const server = { ...fixture.server, scope: 'workspace' } as const;
    await assert.rejects(remove(new ScriptedPerson([{ confirm: true }]), server), UserError);
    fixture.secrets.failure = undefined;
    await remove(new ScriptedPerson([{ confirm: true }]), server);
    assert.equal(fixture.secrets.stored.size, 0);
  });
});
