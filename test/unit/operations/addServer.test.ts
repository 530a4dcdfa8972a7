import assert from 'node:assert/strict';
import { untranslated } from '../../../src/core/l10n.ts';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import { addServer, type NewServerInput } from '../../../src/operations/addServer.ts';
import type { TextQuestion } from '../../../src/operations/person.ts';
import { operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { ScriptedPerson, type Answer } from './support/scriptedPerson.ts';

const url = 'https://influx.example:8181';

describe('addServer', () => {
  let fixture: OperationFixture;
  let variable: string | undefined;

  beforeEach(async () => {
    fixture = await operationFixture();
    variable = process.env['INFLUXDB3_HOST_URL'];
    delete process.env['INFLUXDB3_HOST_URL'];
  });

  afterEach(() => {
    delete process.env['INFLUXDB3_HOST_URL'];
    if (variable !== undefined) {
      process.env['INFLUXDB3_HOST_URL'] = variable;
    }
  });

  const add = async (person: ScriptedPerson, input: NewServerInput = {}) => {
    const added = await addServer(input, { ...fixture, person });
    person.done();
    return added;
  };
  const offered = ({ asked }: ScriptedPerson) => asked.map(({ question }) => (question as TextQuestion).value);

  it('asks for a URL and a name, and adds the server after the others', async () => {
    const before = fixture.settings.userServers;
    const person = new ScriptedPerson([{ text: ' HTTPS://Influx.Example:8181/ ' }, { text: ' Production ' }]);
    assert.equal(await add(person), url);
    assert.deepEqual(fixture.settings.userServers, [...before, { name: 'Production', url }]);
    assert.equal(fixture.servers.store.find('Production').url, url);
    assert.equal(fixture.tokenServer.requests.length, 0);
  });

  it('asks only for what is missing', async () => {
    await add(new ScriptedPerson([{ text: 'One' }]), { url: 'http://one.example' });
    await add(new ScriptedPerson([{ text: 'http://two.example' }]), { name: ' Two ' });
    await add(new ScriptedPerson([]), { url: 'http://three.example', name: 'Three' });
    assert.deepEqual(
      fixture.servers.store.servers().map(({ name }) => name),
      ['Local', 'One', 'Two', 'Three'],
    );
  });

  it('offers the URL of the influxdb3 CLI if there is one', async () => {
    const withoutVariable = new ScriptedPerson([{ text: url }, { text: 'One' }]);
    await add(withoutVariable);
    process.env['INFLUXDB3_HOST_URL'] = 'https://cli.example';
    const withVariable = new ScriptedPerson([{ text: 'https://cli.example' }, { text: 'Two' }]);
    await add(withVariable);
    assert.equal(offered(withoutVariable)[0], 'http://localhost:8181');
    assert.equal(offered(withVariable)[0], 'https://cli.example');
  });

  it('offers the host as the name, or one that is unused on this machine', async () => {
    const remote = new ScriptedPerson([{ text: 'influx.example' }]);
    await add(remote, { url });
    const [local, again] = [new ScriptedPerson([{ text: 'Local 2' }]), new ScriptedPerson([{ text: 'x' }])];
    await add(local, { url: 'http://127.0.0.1:1' });
    await add(again, { url: 'http://localhost:2' });
    assert.deepEqual(
      [...offered(remote), ...offered(local), ...offered(again)],
      ['influx.example', 'Local 2', 'Local 3'],
    );
  });

  it('rejects typed URLs and names that are invalid or taken', async () => {
    const person = new ScriptedPerson([
      { text: 'localhost', rejected: true },
      { text: `${fixture.server.url}/`, rejected: true },
      { text: url },
      { text: ' ', rejected: true },
      { text: 'Local', rejected: true },
      { text: 'Remote' },
    ]);
    await add(person);
    assert.equal(fixture.servers.store.find('Remote').url, url);
  });

  it('rejects given URLs and names that are invalid or taken before anything is asked', async () => {
    const before = fixture.settings.userServers;
    const inputs = [{ url: '' }, { url: fixture.server.url }, { name: '' }, { name: 'Local' }, { url, name: 'Local' }];
    for (const input of inputs) {
      await assert.rejects(add(new ScriptedPerson([], { isExternal: true }), input), UserError);
    }
    assert.equal(fixture.settings.userServers, before);
  });

  it('adds a server that a workspace defines too, under the same name', async () => {
    fixture.settings.entries = [{ ...fixture.server, name: 'Shared', url, scope: 'workspace' }];
    await add(new ScriptedPerson([]), { url, name: 'Shared' });
    assert.ok(fixture.settings.userServers.some((item) => (item as { name: string }).name === 'Shared'));
  });

  const cancellations: readonly (readonly [question: string, answers: readonly Answer[]])[] = [
    ['URL', ['cancel']],
    ['name', [{ text: url }, 'cancel']],
  ];
  for (const [question, answers] of cancellations) {
    it(`adds nothing when the ${question} is canceled`, async () => {
      const before = fixture.settings.userServers;
      await assert.rejects(add(new ScriptedPerson(answers)), Canceled);
      assert.equal(fixture.settings.userServers, before);
    });
  }

  it('asks first when the call is external, and adds nothing when it is declined', async () => {
    const before = fixture.settings.userServers;
    const declined = new ScriptedPerson(['cancel'], { isExternal: true });
    await assert.rejects(add(declined, { url, name: 'Remote' }), Canceled);
    assert.equal(fixture.settings.userServers, before);
    assert.match(declined.questions[0]?.message ?? '', /"Remote"/);
    assert.deepEqual(declined.questions[0]?.urls, [url]);
    await add(new ScriptedPerson([{ confirm: true }], { isExternal: true }), { url, name: 'Remote' });
    assert.equal(fixture.settings.userServers.length, before.length + 1);
  });

  it('keeps malformed entries of the settings as they are', async () => {
    const malformed = [{ name: 1 }, 'text', null];
    fixture.settings.userServers = malformed;
    await add(new ScriptedPerson([]), { url, name: 'Remote' });
    assert.deepEqual(fixture.settings.userServers, [...malformed, { name: 'Remote', url }]);
  });

  it('fails when the settings cannot be written', async () => {
    fixture.settings.writeFailure = new UserError(untranslated('settings.json is not writable.'));
    await assert.rejects(add(new ScriptedPerson([]), { url, name: 'Remote' }), fixture.settings.writeFailure);
  });
});
