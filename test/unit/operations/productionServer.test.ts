import assert from 'node:assert/strict';
import { Canceled } from '../../../src/core/errors.ts';
import { createNamedToken } from '../../../src/operations/createNamedToken.ts';
import { deleteToken } from '../../../src/operations/deleteToken.ts';
import type { TextQuestion } from '../../../src/operations/person.ts';
import { recoverOperatorToken } from '../../../src/operations/recoverOperatorToken.ts';
import { regenerateOperatorToken } from '../../../src/operations/regenerateOperatorToken.ts';
import { removeServer } from '../../../src/operations/removeServer.ts';
import { resumeRotation } from '../../../src/operations/resumeRotation.ts';
import { rotateToken, rotationInput } from '../../../src/operations/rotateToken.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { rejection } from './support/rejection.ts';
import { regenerateRoute, rotationSetup, type RotationSetup } from './support/rotationSetup.ts';
import { ScriptedPerson, type Answer } from './support/scriptedPerson.ts';
import { storedHashes } from './support/storedState.ts';

const wrong: Answer[] = ['local', 'Loca', '', 'http://localhost'].map((text) => ({ text, rejected: true }));
const typed: Answer = { text: ' Local ' };

type Run = (setup: RotationSetup, person: ScriptedPerson) => Promise<unknown>;
const changes: Record<string, Run> = {
  deleteToken: ({ fixture, ports }, person) => deleteToken(fixture.server, { name: 'ci' }, ports(person)),
  regenerateOperatorToken: ({ fixture, ports }, person) => regenerateOperatorToken(fixture.server, ports(person)),
  recoverOperatorToken: ({ fixture, ports }, person) =>
    recoverOperatorToken(fixture.server, { recoveryUrl: fixture.tokenServer.recoveryUrl }, ports(person)),
  'rotateToken of an operator token': ({ fixture, ports }, person) =>
    rotateToken(fixture.server, { name: '_admin' }, rotationInput({ bridge: false }), ports(person)),
};

describe('a production server', () => {
  let setup: RotationSetup;

  beforeEach(async () => {
    setup = await rotationSetup(undefined, { recovery: {} });
    const { fixture } = setup;
    fixture.settings.entries = [{ ...fixture.server, isProduction: true }];
    // With the list loaded, a call with arguments is confirmed once.
    await fixture.servers.store.reload(fixture.server);
    fixture.tokenServer.requests.length = 0;
  });

  const texts = (person: ScriptedPerson) =>
    person.asked.filter(({ kind }) => kind === 'text').map(({ question }) => question as TextQuestion);
  const changed = () =>
    setup.fixture.tokenServer.requests.filter(
      ({ method, path }) => method === 'DELETE' || path.includes('/configure/') || path.includes('recover'),
    );

  for (const [operation, run] of Object.entries(changes)) {
    const callers: ConstructorParameters<typeof ScriptedPerson>[1][] = [
      {},
      { isExternal: true },
      { autoConfirm: true },
    ];
    for (const options of callers) {
      const answers: Answer[] = options?.autoConfirm === true ? [] : [{ confirm: true }];
      const caller = Object.keys(options ?? {})[0] ?? 'a click';
      it(`asks for its name before ${operation} (${caller}), and changes nothing until it's right`, async () => {
        const canceled = new ScriptedPerson([...answers, ...wrong, 'cancel'], options);
        await assert.rejects(run(setup, canceled), Canceled);
        canceled.done();
        assert.deepEqual(changed(), []);
        const [question] = texts(canceled);
        assert.match(question?.prompt ?? '', /Local .* production server/);
        assert.equal(question?.value, undefined);
      });

      it(`continues with ${operation} (${caller}) when its name was entered`, async () => {
        const person = new ScriptedPerson([...answers, ...wrong, typed], options);
        await run(setup, person);
        person.done();
        assert.ok(changed().length > 0);
      });
    }
  }

  it('asks for its name before a rotation deletes the old token, not before it creates one', async () => {
    const { fixture, rotate, ports, deletions } = setup;
    const args = { newName: 'ci-2', old: 'delete' } as const;
    const canceled = new ScriptedPerson([{ confirm: true }, ...wrong, 'cancel']);
    const error = await rejection(rotate(canceled, { name: 'ci' }, args));
    assert.ok(error instanceof RotationStopped && error.isCanceled);
    assert.deepEqual(fixture.names(), ['_admin', 'ci', 'ci-2']);
    assert.equal(deletions(), 0);
    const [journal] = await setup.openJournals();
    assert.ok(journal);
    const person = new ScriptedPerson([{ confirm: true }, typed]);
    await resumeRotation(journal, { action: 'finish', files: undefined, old: 'delete' }, ports(person));
    person.done();
    assert.deepEqual(fixture.names(), ['_admin', 'ci-2']);
  });

  it('does not ask for the name when the old token is kept', async () => {
    const { fixture, rotate } = setup;
    await rotate(new ScriptedPerson([]), { name: 'ci' }, { newName: 'ci-2', old: 'keep' });
    assert.deepEqual(fixture.names(), ['_admin', 'ci', 'ci-2']);
  });

  it('asks again when a resumed rotation regenerates the operator token at once', async () => {
    const { fixture, ports, rotate } = setup;
    fixture.tokenServer.faults.add({ kind: 'close', when: 'beforeWork', path: regenerateRoute });
    const started = new ScriptedPerson([{ confirm: true }, typed]);
    await assert.rejects(rotate(started, { name: '_admin' }, { bridge: false }), RotationStopped);
    const [journal] = await setup.openJournals();
    assert.ok(journal);
    const resume = (person: ScriptedPerson) =>
      resumeRotation(journal, { action: 'finish', files: undefined, old: undefined }, ports(person));
    await assert.rejects(resume(new ScriptedPerson(['cancel'])), Canceled);
    assert.equal(fixture.sent('POST', regenerateRoute), 1);
    await resume(new ScriptedPerson([typed]));
    assert.equal(fixture.sent('POST', regenerateRoute), 2);
  });

  it('asks for its name before it is removed, and keeps what is stored until then', async () => {
    const { fixture } = setup;
    const { server, servers, settings } = fixture;
    const before = await storedHashes(fixture);
    const { rotations } = fixture.usage;
    const canceled = new ScriptedPerson([{ confirm: true }, 'cancel']);
    await assert.rejects(removeServer(server, { person: canceled, servers, settings, rotations }), Canceled);
    assert.deepEqual(await storedHashes(fixture), before);
    assert.equal(settings.userServers.length, 1);
  });

  it('does not ask before a token is created', async () => {
    const { fixture, ports } = setup;
    const input = { name: 'new', lifetime: { seconds: undefined } };
    await createNamedToken(fixture.server, input, ports(new ScriptedPerson([])));
    assert.ok(fixture.names().includes('new'));
  });
});
