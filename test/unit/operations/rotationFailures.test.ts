import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import { rotationInput } from '../../../src/operations/rotateToken.ts';
import { ServerError } from '../../../src/influxdb/transport/serverError.ts';
import { RotationInProgressError } from '../../../src/rotation/tokenLock.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { sentence } from '../../support/sentences.ts';
import { keyringFailure } from './support/operationFixture.ts';
import { onceRequested } from './support/onceRequested.ts';
import { kindsOf, rejection, remedyError } from './support/rejection.ts';
import { createRoute, listRoute, rotationSetup, type RotationSetup } from './support/rotationSetup.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';

const selection = { name: 'ci' };

describe('rotateToken, when it fails', () => {
  let setup: RotationSetup;

  beforeEach(async () => {
    setup = await rotationSetup();
  });

  const names = () => setup.fixture.names().sort();
  const withoutQuestions = (args: Parameters<RotationSetup['rotate']>[2] = { old: 'keep' }) =>
    setup.rotate(new ScriptedPerson(), selection, args);

  it('rejects invalid arguments', () => {
    assert.throws(() => rotationInput({ newName: '' }), UserError);
    assert.throws(() => rotationInput({ newName: '_admin' }), UserError);
    assert.throws(() => rotationInput({ expiry: 'soon' }), UserError);
  });

  it('rejects a new name that is taken, and a token that is not listed or was recreated', async () => {
    const { fixture, rotate } = setup;
    await assert.rejects(withoutQuestions({ newName: 'ci' }), UserError);
    await assert.rejects(rotate(new ScriptedPerson(), { name: 'other' }), UserError);
    await assert.rejects(rotate(new ScriptedPerson(), { name: 'ci', hash: '0'.repeat(9) }), UserError);
    assert.equal(fixture.sent('POST', createRoute), 0);
  });

  it('suggests signing in when there is no sign-in token, or the server rejects it', async () => {
    const { fixture, ci } = setup;
    fixture.tokenServer.faults.add({ kind: 'status', status: 401, work: 'undone', path: listRoute });
    assert.deepEqual(kindsOf(await remedyError(withoutQuestions())), ['signIn']);
    await fixture.servers.tokens.removeSignIn(fixture.identity);
    assert.deepEqual(kindsOf(await remedyError(withoutQuestions())), ['signIn']);
    await fixture.servers.tokens.storeSignIn(fixture.identity, ci, 'ci');
    await withoutQuestions();
  });

  it('asks first when the call is external, and sends nothing when it is declined', async () => {
    const { fixture, rotate } = setup;
    for (const [token, message] of [
      [selection, sentence('rotateTokenQuestion', 'ci', 'Local')],
      [undefined, sentence('rotateAnyQuestion', 'Local')],
    ] as const) {
      const person = new ScriptedPerson(['cancel'], { isExternal: true });
      await assert.rejects(rotate(person, token, { old: 'keep' }), Canceled);
      assert.equal(person.questions[0]?.message, message);
      assert.deepEqual(person.questions[0].urls, [fixture.server.url]);
    }
    assert.equal(fixture.tokenServer.requests.length, 0);
    const agreeing = new ScriptedPerson([{ confirm: true }], { isExternal: true });
    await rotate(agreeing, selection, { old: 'keep' });
  });

  it('refuses when a rotation of the token, or of one with the new name, is open', async () => {
    const { fixture, operator, rotate } = setup;
    await withoutQuestions({ newName: 'ci-2', old: 'later' });
    const error = await rejection(withoutQuestions());
    assert.ok(error instanceof RotationInProgressError);
    assert.equal(error.journal.next.name, 'ci-2');
    // The new name of an open rotation can be free on the server, because someone deleted that token.
    await fixture.createElsewhere(operator, 'other');
    await rotate(new ScriptedPerson(), { name: 'other' }, { newName: 'other-2', old: 'keep' });
    assert.deepEqual(names(), ['_admin', 'ci', 'ci-2', 'other', 'other-2']);
    const [journal] = await setup.openJournals();
    assert.ok(journal);
    await fixture.usage.rotations.write({ ...journal, next: { ...journal.next, name: 'free' } });
    const sameName = rotate(new ScriptedPerson(), { name: 'other' }, { newName: 'free', old: 'keep' });
    await assert.rejects(sameName, RotationInProgressError);
    assert.equal((await setup.openJournals()).length, 1);
  });

  it('refuses while the token is being rotated elsewhere', async () => {
    const { fixture } = setup;
    const { rotations } = fixture.usage;
    const lock = await rotations.lock({ server: { identity: fixture.identity }, old: selection });
    const error = await rejection(withoutQuestions());
    assert.ok(error instanceof UserError && !(error instanceof RotationInProgressError));
    assert.equal(fixture.sent('POST', createRoute), 0);
    await lock?.release();
    await withoutQuestions();
  });

  it('changes nothing when the server refuses the new token', async () => {
    const { fixture } = setup;
    const body = 'token name already exists, ci-2';
    fixture.tokenServer.faults.add({ kind: 'status', status: 409, work: 'undone', body, path: createRoute });
    const error = await rejection(withoutQuestions());
    assert.ok(error instanceof ServerError, String(error));
    assert.deepEqual(await setup.openJournals(), []);
    assert.deepEqual(names(), ['_admin', 'ci']);
  });

  it('stops when the response is lost, so that the rotation can be finished or undone', async () => {
    const { fixture, folder, ci } = setup;
    fixture.tokenServer.faults.add({ kind: 'close', when: 'afterWork', path: createRoute });
    const error = await rejection(withoutQuestions());
    assert.ok(error instanceof RotationStopped && !error.isCanceled);
    assert.deepEqual(names(), ['_admin', 'ci', 'ci-2']);
    assert.deepEqual(await setup.openJournals(), [error.journal]);
    assert.equal(error.journal.stage, 'creating');
    assert.equal(folder.read('app.env'), `TOKEN=${ci.reveal()}\n`);
    assert.equal(fixture.sent('POST', createRoute), 1);
    assert.ok(await fixture.usage.rotations.lock(error.journal), 'the lock is released');
  });

  it('changes nothing when the keyring fails before the token is created', async () => {
    const { fixture, rotate } = setup;
    const person = new ScriptedPerson();
    for (const title of [sentence('loadingTokens', 'Local'), sentence('rotatingToken', 'ci')]) {
      person.onProgress = (shown) => {
        fixture.secrets.failure = shown === title ? keyringFailure : undefined;
      };
      const error = await rejection(rotate(person, selection, { old: 'keep' }));
      fixture.secrets.failure = undefined;
      assert.ok(error instanceof UserError && !(error instanceof RotationStopped), String(error));
      assert.deepEqual(await setup.openJournals(), []);
    }
    assert.equal(fixture.sent('POST', createRoute), 0);
    await rotate(new ScriptedPerson(), selection, { old: 'keep' });
  });

  it('stops and asks for a safe place when the keyring cannot store the new token', async () => {
    const { fixture } = setup;
    onceRequested(fixture.tokenServer, { method: 'POST', path: createRoute }, () => {
      fixture.secrets.failure = keyringFailure;
    });
    fixture.notice.rescue = async (_connection, _created, _error, { store }) => {
      fixture.secrets.failure = undefined;
      await store();
      return true;
    };
    const error = await rejection(withoutQuestions());
    assert.ok(error instanceof RotationStopped && !error.isCanceled);
    assert.deepEqual(fixture.notice.kinds, ['notStored']);
    assert.deepEqual(await setup.storedNames(), ['ci', 'ci-2']);
    assert.equal((await setup.openJournals())[0]?.stage, 'creating');
  });

  it('goes on when the clipboard fails', async () => {
    setup.fixture.clipboard.failure = new Error('no clipboard');
    assert.equal((await withoutQuestions()).token.name, 'ci-2');
  });

  it('stops at the next step when the user stops waiting, and can be resumed', async () => {
    const { fixture, ports, display } = setup;
    const person = new ScriptedPerson();
    let abort: AbortController | undefined;
    person.onProgress = (title, controller) => {
      abort = title === sentence('rotatingToken', 'ci') ? controller : abort;
    };
    display.onChoose = () => abort?.abort(new Canceled());
    await assert.rejects(setup.rotate(person, selection, { old: 'keep' }), Canceled);
    const { rotations } = ports(person).usage;
    const target = { server: { identity: fixture.identity }, old: selection };
    while ((await rotations.holderOf(target)) !== undefined) await setTimeout(5);
    assert.equal((await setup.openJournals())[0]?.stage, 'placing');
    assert.deepEqual(await setup.storedNames(), ['ci', 'ci-2']);
    assert.deepEqual(display.results, []);
  });
});
