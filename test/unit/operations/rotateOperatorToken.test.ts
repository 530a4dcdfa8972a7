import assert from 'node:assert/strict';
import { Canceled } from '../../../src/core/errors.ts';
import { resumeRotation } from '../../../src/operations/resumeRotation.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { sentence } from '../../support/sentences.ts';
import { enterpriseSetup } from './support/enterpriseSetup.ts';
import { rejection } from './support/rejection.ts';
import { createRoute, regenerateRoute, rotationSetup, type RotationSetup } from './support/rotationSetup.ts';
import { ScriptedPerson, type Answer } from './support/scriptedPerson.ts';

const selection = { name: '_admin' };
const bridgeFirst = { pick: sentence('withoutDowntime') };
const regenerateFirst = { pick: sentence('regenerateFirst') };
const regenerate = { choose: sentence('regenerate') };

describe('rotateToken, for the operator token', () => {
  let setup: RotationSetup;

  beforeEach(async () => {
    setup = await rotationSetup();
  });

  const names = () => setup.fixture.names().sort();
  const signInHash = async () => {
    const signIn = await setup.fixture.servers.tokens.readSignIn(setup.fixture.identity);
    return signIn.kind === 'token' ? signIn.token.hash : undefined;
  };

  it('regenerates it after a question that names files, and then updates them', async () => {
    const { fixture, folder, operator, rotate } = setup;
    const person = new ScriptedPerson([regenerateFirst, { confirm: true }]);
    const result = await rotate(person, selection);
    assert.equal(result.old, 'replaced');
    assert.equal(result.token.name, '_admin');
    assert.deepEqual(names(), ['_admin', 'ci']);
    assert.deepEqual(
      person.questions.map(({ usage }) => usage?.files.map(({ file }) => file)),
      [['ops.env']],
    );
    const next = await setup.storedToken('_admin');
    assert.notEqual(next.hash, operator.hash);
    assert.equal(folder.read('ops.env'), `TOKEN=${next.reveal()}\n`);
    assert.equal(await signInHash(), next.hash);
    // The helper token was created and deleted.
    assert.equal(fixture.sent('POST', createRoute), 1);
    assert.equal(fixture.sent('POST', regenerateRoute), 1);
    assert.deepEqual(await setup.storedNames(), ['_admin', 'ci']);
  });

  it('switches files to a named token first, and regenerates when the user confirms', async () => {
    const { folder, operator, rotate } = setup;
    const answers: Answer[] = [bridgeFirst, { text: 'operator-bridge' }, { expiration: undefined }, regenerate];
    const person = new ScriptedPerson(answers);
    const result = await rotate(person, selection);
    assert.equal(result.old, 'replaced');
    assert.deepEqual(names(), ['_admin', 'ci', 'operator-bridge']);
    const bridge = await setup.storedToken('operator-bridge');
    assert.equal(folder.read('ops.env'), `TOKEN=${bridge.reveal()}\n`);
    assert.equal(await signInHash(), (await setup.storedToken('_admin')).hash);
    assert.notEqual(await signInHash(), operator.hash);
    const [name] = person.asked.filter(({ kind }) => kind === 'text').map(({ question }) => question);
    assert.ok(name && 'value' in name);
    assert.equal(name.value, 'operator-bridge');
  });

  it('chooses the next name for the bridge when the first is taken', async () => {
    const { fixture, operator, rotate } = setup;
    await fixture.createElsewhere(operator, 'operator-bridge');
    const result = await rotate(new ScriptedPerson(), selection, { bridge: true, old: 'keep' });
    assert.equal(result.old, 'kept');
    assert.equal(result.token.name, 'operator-bridge-2');
    assert.equal(fixture.sent('POST', regenerateRoute), 0);
  });

  it('regenerates it when arguments ask for no bridge', async () => {
    const { fixture, rotate } = setup;
    const person = new ScriptedPerson([{ confirm: true }]);
    assert.equal((await rotate(person, selection, { files: 'all' })).old, 'replaced');
    assert.equal(fixture.sent('POST', regenerateRoute), 1);
  });

  const canceled: readonly (readonly [question: string, answers: readonly Answer[]])[] = [
    ['choice of a bridge', ['cancel']],
    ['confirmation', [regenerateFirst, 'cancel']],
    ['confirmation, to see the files,', [regenerateFirst, { choose: sentence('showFiles') }]],
    ['name of the bridge', [bridgeFirst, 'cancel']],
    ['expiration of the bridge', [bridgeFirst, { text: 'operator-bridge' }, 'cancel']],
  ];
  for (const [question, answers] of canceled) {
    it(`changes nothing when the ${question} is canceled`, async () => {
      const { fixture, rotate } = setup;
      await assert.rejects(rotate(new ScriptedPerson(answers), selection), Canceled);
      assert.deepEqual(names(), ['_admin', 'ci']);
      assert.equal(fixture.sent('POST', createRoute) + fixture.sent('POST', regenerateRoute), 0);
      assert.deepEqual(await setup.openJournals(), []);
    });
  }

  it('stops before it regenerates when the last question of a bridge is canceled', async () => {
    const { fixture, rotate, operator } = setup;
    const person = new ScriptedPerson([bridgeFirst, { text: 'bridge' }, { expiration: 60 }, 'cancel']);
    const error = await rejection(rotate(person, selection));
    assert.ok(error instanceof RotationStopped && error.isCanceled);
    assert.equal(fixture.sent('POST', regenerateRoute), 0);
    assert.equal(await signInHash(), operator.hash);
    assert.equal((await setup.openJournals())[0]?.stage, 'retiring');
  });

  it('creates a helper when only _admin can manage tokens, whatever the sign-in token is', async () => {
    const limited = await enterpriseSetup();
    const { fixture, operator, reader, rotate, ports } = limited;
    await fixture.servers.tokens.store(fixture.identity, operator, '_admin', { untilSavedElsewhere: false });
    await fixture.servers.tokens.storeSignIn(fixture.identity, reader, 'reader');
    fixture.tokenServer.faults.add({ kind: 'close', when: 'afterWork', path: regenerateRoute });
    const person = new ScriptedPerson([{ confirm: true }]);
    assert.ok((await rejection(rotate(person, selection, { bridge: false }))) instanceof RotationStopped);
    const [journal] = await limited.openJournals();
    assert.ok(journal);
    const agreeing = new ScriptedPerson([], { autoConfirm: true });
    await resumeRotation(journal, { action: 'finish', files: undefined, old: undefined }, ports(agreeing));
    assert.notEqual((await limited.storedToken('_admin')).hash, operator.hash);
    assert.deepEqual(fixture.names().sort(), ['_admin', 'reader']);
    const signIn = await fixture.servers.tokens.readSignIn(fixture.identity);
    assert.ok(signIn.kind === 'token' && signIn.token.hash === reader.hash);
  });

  describe('when the call is external', () => {
    const external = (answers: readonly Answer[]) => new ScriptedPerson(answers, { isExternal: true });

    it('asks before anything is sent, and again when it did not know the files', async () => {
      const { fixture, rotate } = setup;
      await assert.rejects(rotate(external(['cancel']), selection, { files: 'none' }), Canceled);
      assert.equal(fixture.tokenServer.requests.length, 0);
      const person = external([{ confirm: true }, { confirm: true }]);
      await rotate(person, selection, { files: 'none' });
      assert.deepEqual(
        person.questions.map(({ usage }) => usage !== undefined),
        [false, true],
      );
    });

    it('asks once when the list was loaded before', async () => {
      const { fixture, rotate } = setup;
      await fixture.servers.store.reload(fixture.server);
      const person = external([{ confirm: true }]);
      await rotate(person, selection, { files: 'none' });
      assert.deepEqual(
        person.questions[0]?.usage?.files.map(({ file }) => file),
        ['ops.env'],
      );
    });

    it('asks about the rotation, not the regenerate, when a bridge comes first', async () => {
      const person = external([{ confirm: true }]);
      await setup.rotate(person, selection, { bridge: true, old: 'later' });
      assert.equal(person.questions[0]?.message, sentence('rotateTokenQuestion', '_admin', 'Local'));
      assert.deepEqual(names(), ['_admin', 'ci', 'operator-bridge']);
    });
  });
});
