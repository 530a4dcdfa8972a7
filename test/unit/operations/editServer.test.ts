import assert from 'node:assert/strict';
import { untranslated } from '../../../src/core/l10n.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import type { Server } from '../../../src/core/server/server.ts';
import { editServer, serverEditInput, type ServerEditInput } from '../../../src/operations/editServer.ts';
import { createAuthority } from '../../support/influxdb3/certificates.ts';
import { sentence, sentencePattern } from '../../support/sentences.ts';
import { createDirectory } from '../support/influxdb3/helpers/temporaryDirectory.ts';
import { operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { ScriptedPerson, type Answer } from './support/scriptedPerson.ts';

const other = { name: 'Other', url: 'https://other.example' };
const pick = (key: Parameters<typeof sentence>[0]): Answer => ({ pick: sentence(key) });

describe('editServer', () => {
  let fixture: OperationFixture;
  let directory: ReturnType<typeof createDirectory>;
  let caFile: string;
  let chosenFile: string | undefined;

  before(async () => {
    directory = createDirectory();
    caFile = join(directory.path, 'ca.pem');
    writeFileSync(caFile, (await createAuthority()).caPem);
  });

  after(() => directory.remove());

  beforeEach(async () => {
    fixture = await operationFixture();
    await fixture.settings.writeUserServers([{ name: 'Local', url: `${fixture.server.url}/`, note: 1 }, other, null]);
    chosenFile = undefined;
  });

  const chooseCaFile = (): Promise<string> =>
    chosenFile === undefined ? Promise.reject(new Canceled()) : Promise.resolve(chosenFile);
  const edit = async (person: ScriptedPerson, input: ServerEditInput = {}, server = current()) => {
    await editServer(server, input, { ...fixture, person, chooseCaFile });
    person.done();
  };
  const current = (): Server => fixture.servers.store.find(fixture.server.url);
  const entry = () => fixture.settings.userServers[0];

  it('changes the name, and keeps everything else in the settings', async () => {
    await edit(new ScriptedPerson([pick('editName'), { text: ' Renamed ' }]));
    const url = `${fixture.server.url}/`;
    assert.deepEqual(fixture.settings.userServers, [{ name: 'Renamed', url, note: 1 }, other, null]);
  });

  it('changes the URL', async () => {
    const person = new ScriptedPerson([
      pick('editUrl'),
      { text: 'localhost', rejected: true },
      { text: other.url, rejected: true },
      { text: fixture.server.url },
    ]);
    await edit(person);
    assert.deepEqual(entry(), { name: 'Local', url: fixture.server.url, note: 1 });
    await edit(new ScriptedPerson([pick('editUrl'), { text: ' https://moved.example/ ' }]));
    assert.deepEqual(entry(), { name: 'Local', url: 'https://moved.example', note: 1 });
  });

  for (const [what, url, expected] of [
    ['drops unverified TLS when the host changes', 'https://moved.example', undefined],
    ['drops unverified TLS when the port changes', 'https://influx.example:444', undefined],
    ['keeps unverified TLS when only the path changes', 'https://influx.example/db', false],
  ] as const) {
    it(what, async () => {
      await fixture.settings.writeUserServers([
        { name: 'Far', url: 'https://influx.example', verifyCertificate: false },
      ]);
      const server = fixture.servers.store.find('Far');
      await edit(new ScriptedPerson([pick('editUrl'), { text: url }]), {}, server);
      assert.equal(fixture.servers.store.find('Far').url, url);
      assert.equal((entry() as { verifyCertificate?: boolean }).verifyCertificate, expected);
    });
  }

  it('rejects typed names that are invalid or taken', async () => {
    const person = new ScriptedPerson([
      pick('editName'),
      { text: '', rejected: true },
      { text: 'Other', rejected: true },
      { text: 'Local' },
    ]);
    await edit(person);
    assert.equal(current().name, 'Local');
  });

  it('sets and removes the certificate authority file', async () => {
    chosenFile = caFile;
    const withoutFile = new ScriptedPerson([pick('editCaFile')]);
    await edit(withoutFile);
    assert.equal(current().caFile, caFile);
    assert.equal(await fixture.servers.approvals.read(fixture.identity), undefined, 'the file is not approved yet');
    const withFile = new ScriptedPerson([pick('editStopUsingCaFile')]);
    await edit(withFile);
    assert.deepEqual(entry(), { name: 'Local', url: `${fixture.server.url}/`, note: 1 });
    assert.equal(labels(withFile).length, labels(withoutFile).length + 1);
  });

  it('turns certificate verification off and on', async () => {
    await edit(new ScriptedPerson([pick('editVerificationOff')]));
    assert.equal((entry() as { verifyCertificate?: boolean }).verifyCertificate, false);
    await edit(new ScriptedPerson([pick('editVerificationOn')]));
    assert.deepEqual(entry(), { name: 'Local', url: `${fixture.server.url}/`, note: 1 });
  });

  it('takes a new name without asking for it', async () => {
    await edit(new ScriptedPerson([]), serverEditInput({ newName: ' Renamed ' }));
    assert.equal(current().name, 'Renamed');
    await assert.rejects(edit(new ScriptedPerson([]), serverEditInput({ newName: 'Other' })), UserError);
  });

  it('rejects an invalid new name before anything is asked', () => {
    assert.throws(() => serverEditInput({ newName: ' ' }), UserError);
    assert.deepEqual(serverEditInput({}), { newName: undefined });
  });

  it('refuses a server that only a workspace defines', async () => {
    const server: Server = { ...fixture.server, scope: 'workspace' };
    await assert.rejects(edit(new ScriptedPerson([]), { newName: 'Renamed' }, server), UserError);
    await assert.rejects(edit(new ScriptedPerson([]), { purpose: 'caFile' }, server), UserError);
  });

  const cancellations: readonly (readonly [question: string, answers: readonly Answer[]])[] = [
    ['property', ['cancel']],
    ['name', [pick('editName'), 'cancel']],
    ['URL', [pick('editUrl'), 'cancel']],
    ['file', [pick('editCaFile')]],
  ];
  for (const [question, answers] of cancellations) {
    it(`changes nothing when the ${question} is canceled`, async () => {
      const before = fixture.settings.userServers;
      await assert.rejects(edit(new ScriptedPerson(answers)), Canceled);
      assert.equal(fixture.settings.userServers, before);
    });
  }

  it('asks first when the call is external, and names the change', async () => {
    const before = fixture.settings.userServers;
    const declined = new ScriptedPerson(['cancel'], { isExternal: true });
    await assert.rejects(edit(declined, { newName: 'Renamed' }), Canceled);
    assert.equal(fixture.settings.userServers, before);
    assert.match(declined.questions[0]?.message ?? '', / name: Renamed$/);
    const accepted = new ScriptedPerson([pick('editVerificationOn'), { confirm: true }], { isExternal: true });
    await edit(accepted, {}, { ...current(), verifyCertificate: false });
    assert.match(accepted.questions[0]?.message ?? '', / verifyCertificate: none$/);
  });

  it('rejects a file without certificates', async () => {
    chosenFile = join(directory.path, 'empty.pem');
    writeFileSync(chosenFile, '');
    const before = fixture.settings.userServers;
    const message = sentencePattern('caFileWithoutCertificate', chosenFile);
    await assert.rejects(edit(new ScriptedPerson([pick('editCaFile')])), { name: 'UserError', message });
    await assert.rejects(edit(new ScriptedPerson([]), { purpose: 'caFile' }), { name: 'UserError', message });
    assert.equal(fixture.settings.userServers, before);
  });

  it('asks only for the file, and approves it, when its purpose is the file', async () => {
    chosenFile = caFile;
    await edit(new ScriptedPerson([], { isExternal: true }), { purpose: 'caFile' });
    assert.equal(current().caFile, caFile);
    const { missingApprovals, isTlsUnapproved } = await fixture.servers.connections.prepare(current());
    assert.deepEqual([missingApprovals, isTlsUnapproved], [[], false]);
    assert.notEqual((await fixture.servers.approvals.read(fixture.identity))?.tls?.ca ?? null, null);
    assert.equal(fixture.tokenServer.requests.length, 0);
  });

  it('changes nothing when the file is canceled or cannot be approved', async () => {
    const before = fixture.settings.userServers;
    await assert.rejects(edit(new ScriptedPerson([]), { purpose: 'caFile' }), Canceled);
    chosenFile = caFile;
    fixture.secrets.failure = new Error('The keyring is locked.');
    await assert.rejects(edit(new ScriptedPerson([]), { purpose: 'caFile' }), UserError);
    assert.equal(fixture.settings.userServers, before);
  });

  it('fails when the settings cannot be written', async () => {
    fixture.settings.writeFailure = new UserError(untranslated('settings.json is not writable.'));
    await assert.rejects(edit(new ScriptedPerson([]), { newName: 'Renamed' }), fixture.settings.writeFailure);
  });
});

function labels({ asked }: ScriptedPerson): readonly string[] {
  return asked.flatMap(({ question }) => ('labels' in question ? question.labels : []));
}
