import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import { Token } from '../../../src/core/token/token.ts';
import { send } from '../../../src/influxdb/transport/send.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { sentence } from '../../support/sentences.ts';
import { endpointOf } from '../influxdb/helpers/endpoint.ts';
import { operationFixture } from './support/operationFixture.ts';
import { rejection } from './support/rejection.ts';
import { createRoute, rotationHelpers, rotationSetup, type RotationSetup } from './support/rotationSetup.ts';
import { ScriptedPerson, type Answer } from './support/scriptedPerson.ts';
import { withoutOperator } from './support/withoutOperator.ts';

const deleteOld = { choose: sentence('deleteOldToken') };
const keepOld = { choose: sentence('keepOldToken') };

describe('rotateToken', () => {
  let setup: RotationSetup;

  beforeEach(async () => {
    setup = await rotationSetup();
  });

  const names = () => setup.fixture.names().sort();
  const envOf = async (name: string) => `TOKEN=${(await setup.storedToken(name)).reveal()}\n`;

  it('replaces the token on the server and in files, and deletes the old one', async () => {
    const { fixture, folder, display, rotate } = setup;
    const person = new ScriptedPerson([{ pickToken: 'ci' }, { text: 'ci-new' }, { expiration: 3600 }, deleteOld]);
    const result = await rotate(person);
    assert.deepEqual(names(), ['_admin', 'ci-new']);
    assert.deepEqual(await setup.storedNames(), ['ci-new']);
    assert.equal(folder.read('app.env'), await envOf('ci-new'));
    assert.equal(fixture.clipboard.content?.hash, (await setup.storedToken('ci-new')).hash);
    assert.deepEqual(
      { old: result.old, replaced: result.replaced, left: result.left, name: result.token.name },
      { old: 'deleted', replaced: [{ folder: 'app', file: 'app.env', count: 1 }], left: [], name: 'ci-new' },
    );
    assert.deepEqual(await setup.openJournals(), []);
    assert.deepEqual(
      display.results.map((shown) => [shown.journal.old.name, shown.result, shown.server.name]),
      [['ci', result, 'Local']],
    );
  });

  it('suggests the next name, and the expiration of the old token', async () => {
    const { rotate } = (setup = await rotationSetup(7200));
    const person = new ScriptedPerson([{ text: 'ci-2' }, { expiration: 60 }, keepOld]);
    await rotate(person, { name: 'ci' });
    const [name, expiration] = person.asked.map(({ question }) => question);
    assert.ok(name && 'value' in name && expiration && 'previous' in expiration);
    assert.equal(name.value, 'ci-2');
    assert.deepEqual(expiration.previous, { lifetime: 7200 });
    assert.equal(name.problem('ci'), sentence('tokenNameTaken'));
  });

  it('asks for no name and no expiration when there are arguments', async () => {
    const { rotate } = (setup = await rotationSetup(7200));
    const { token } = await rotate(new ScriptedPerson(), { name: 'ci' }, { old: 'keep' });
    assert.equal(token.name, 'ci-2');
    const seconds = (Date.parse(token.expiry ?? '') - Date.now()) / 1000;
    assert.ok(seconds > 7100 && seconds <= 7200, `expires in ${seconds} s`);
    await rotate(new ScriptedPerson(), { name: 'ci' }, { newName: 'third', expiry: 'never', old: 'keep' });
    assert.deepEqual(names(), ['_admin', 'ci', 'ci-2', 'third']);
  });

  it('rejects an expiration that a new token cannot have, unless another one is given', async () => {
    const { fixture, operator, rotate } = setup;
    const json = { token_name: 'old', expiry_secs: 101 * 365.25 * 24 * 60 * 60 };
    const request = { method: 'POST', path: createRoute, token: operator, json, isChange: true } as const;
    await send(endpointOf(fixture.tokenServer), request, {});
    await assert.rejects(rotate(new ScriptedPerson(), { name: 'old' }, { old: 'keep' }), UserError);
    const person = new ScriptedPerson([{ text: 'old-2' }, 'cancel']);
    await assert.rejects(rotate(person, { name: 'old' }), Canceled);
    const [, expiration] = person.asked.map(({ question }) => question);
    assert.ok(expiration && 'previous' in expiration);
    assert.equal(expiration.previous, undefined);
    await rotate(new ScriptedPerson(), { name: 'old' }, { expiry: '1d', old: 'keep' });
    assert.deepEqual(names(), ['_admin', 'ci', 'old', 'old-2']);
  });

  const canceled: readonly (readonly [question: string, answers: readonly Answer[]])[] = [
    ['token', ['cancel']],
    ['name', [{ pickToken: 'ci' }, 'cancel']],
    ['expiration', [{ pickToken: 'ci' }, { text: 'ci-2' }, 'cancel']],
  ];
  for (const [question, answers] of canceled) {
    it(`changes nothing when the ${question} is canceled`, async () => {
      await assert.rejects(setup.rotate(new ScriptedPerson(answers)), Canceled);
      assert.deepEqual(names(), ['_admin', 'ci']);
      assert.deepEqual(await setup.openJournals(), []);
    });
  }

  it('rotates an expired token that only files contain, after a question', async () => {
    const { fixture, folder, rotate, ci } = (setup = await rotationSetup(1));
    await fixture.servers.tokens.remove(fixture.identity, ci.hash);
    await setTimeout(1100);
    const person = new ScriptedPerson([{ confirm: true }, deleteOld]);
    const result = await rotate(person, { name: 'ci' }, { newName: 'ci-2', expiry: '1d' });
    assert.equal(result.old, 'deleted');
    assert.deepEqual(names(), ['_admin', 'ci-2']);
    assert.equal(folder.read('app.env'), await envOf('ci-2'));
    assert.equal(person.questions[0]?.message, sentence('rotateExpiredQuestion', 'ci'));
  });

  it('says before the old token is deleted what reads the updated files', async () => {
    const { folder, rotate } = setup;
    folder.write(
      'compose.yaml',
      'services:\n  telegraf:\n    image: telegraf\n    env_file: app.env\n  db:\n    image: x\n',
    );
    const person = new ScriptedPerson([deleteOld]);
    await rotate(person, { name: 'ci' }, { newName: 'ci-2' });
    assert.equal(person.questions[0]?.note, 'telegraf in compose.yaml');
  });

  it('keeps the old token when the user wants that', async () => {
    const { rotate, deletions } = setup;
    const result = await rotate(new ScriptedPerson([keepOld]), { name: 'ci' }, { newName: 'ci-2' });
    assert.equal(result.old, 'kept');
    assert.deepEqual(names(), ['_admin', 'ci', 'ci-2']);
    assert.equal(deletions(), 0);
    assert.deepEqual(await setup.openJournals(), []);
  });

  it('waits for a reminder when the user decides later', async () => {
    const { rotate } = setup;
    const person = new ScriptedPerson([{ choose: sentence('remindMeLater') }, { pick: sentence('inAnHour') }]);
    const result = await rotate(person, { name: 'ci' }, { newName: 'ci-2' });
    assert.equal(result.old, 'later');
    const [journal] = await setup.openJournals();
    assert.equal(journal?.stage, 'waiting');
    const minutes = (Date.parse(journal.due ?? '') - Date.now()) / 60_000;
    assert.ok(minutes > 59 && minutes <= 60, `due in ${minutes} minutes`);
  });

  it('does with the old token what the arguments say', async () => {
    const { rotate } = setup;
    const person = new ScriptedPerson([{ confirm: true }]);
    await rotate(person, { name: 'ci' }, { newName: 'ci-2', old: 'delete' });
    assert.deepEqual(names(), ['_admin', 'ci-2']);
    const result = await rotate(new ScriptedPerson(), { name: 'ci-2' }, { newName: 'ci-3', old: 'later' });
    assert.equal(result.old, 'later');
    assert.equal((await setup.openJournals()).length, 1);
  });

  it('confirms everything by itself when it may', async () => {
    const person = new ScriptedPerson([], { autoConfirm: true });
    assert.equal((await setup.rotate(person, { name: 'ci' }, { newName: 'ci-2' })).old, 'deleted');
  });

  it('shows the files that still contain the old token, and stops', async () => {
    const { folder, display, rotate } = setup;
    folder.write('notes.txt', folder.read('app.env'));
    display.select = ({ file }) => file === 'app.env';
    const person = new ScriptedPerson([{ choose: sentence('showFiles') }]);
    const error = await rejection(rotate(person, { name: 'ci' }, { newName: 'ci-2' }));
    assert.ok(error instanceof RotationStopped && error.isCanceled);
    assert.deepEqual(display.shownFiles, [['notes.txt']]);
    assert.deepEqual(
      person.questions[0]?.usage?.files.map(({ file }) => file),
      ['notes.txt'],
    );
    assert.equal((await setup.openJournals())[0]?.stage, 'retiring');
  });

  it('updates no files when the arguments say so', async () => {
    const { ci, folder, rotate } = setup;
    const result = await rotate(new ScriptedPerson(), { name: 'ci' }, { files: 'none', old: 'keep' });
    assert.equal(folder.read('app.env'), `TOKEN=${ci.reveal()}\n`);
    assert.deepEqual(result.left, [{ folder: 'app', file: 'app.env', reason: 'unticked' }]);
  });

  it('keeps the old token without asking when an editor has unsaved changes of a file', async () => {
    const { ci, folder, display, rotate } = setup;
    display.unsaved.add(folder.pathOf('app.env'));
    const result = await rotate(new ScriptedPerson(), { name: 'ci' }, { newName: 'ci-2' });
    assert.equal(result.old, 'kept');
    assert.deepEqual(result.left, [{ folder: 'app', file: 'app.env', reason: 'unsaved' }]);
    assert.equal(folder.read('app.env'), `TOKEN=${ci.reveal()}\n`);
  });

  it('signs in with the new token when the old one was the sign-in token', async () => {
    const { fixture, rotate, ci } = setup;
    const { tokens } = fixture.servers;
    await tokens.storeSignIn(fixture.identity, ci, 'ci');
    await rotate(new ScriptedPerson([deleteOld]), { name: 'ci' }, { newName: 'ci-2' });
    const signIn = await tokens.readSignIn(fixture.identity);
    assert.ok(signIn.kind === 'token');
    assert.equal(signIn.token.hash, (await setup.storedToken('ci-2')).hash);
  });

  it('updates no files when the old token is neither stored nor in a file', async () => {
    const { fixture, operator, folder, rotate, display } = setup;
    await fixture.createElsewhere(operator, 'other', 60);
    display.onChoose = () => assert.fail('there is nothing to choose');
    const before = folder.read('app.env');
    const result = await rotate(new ScriptedPerson([deleteOld]), { name: 'other' }, { newName: 'other-2' });
    assert.deepEqual(result.replaced, []);
    assert.equal(folder.read('app.env'), before);
    assert.deepEqual(names(), ['_admin', 'ci', 'other-2']);
  });

  it('updates files that contain a token of any length', async () => {
    const offline = new Token('apiv3_short');
    const fixture = await operationFixture(await withoutOperator('offline', offline));
    const { folder, rotate, storedToken } = rotationHelpers(fixture);
    await fixture.servers.tokens.storeSignIn(fixture.identity, offline, 'offline');
    folder.write('app.env', `TOKEN=${offline.reveal()}\n`);
    await rotate(new ScriptedPerson(), { name: 'offline' }, { old: 'keep' });
    assert.equal(folder.read('app.env'), `TOKEN=${(await storedToken('offline-2')).reveal()}\n`);
  });

  for (const [keeps, old, notices] of [
    [true, 'keep', []],
    [false, 'keep', ['confirmSaved']],
    [false, 'later', []],
  ] as const) {
    it(`asks ${notices.length} times whether the new token is saved (old: ${old}, stays stored: ${keeps})`, async () => {
      setup.fixture.settings.keepCreatedTokens = keeps;
      await setup.rotate(new ScriptedPerson(), { name: 'ci' }, { old });
      assert.deepEqual(setup.fixture.notice.kinds, notices);
    });
  }

  it('asks whether an old token is saved that was only in files, and stays stored until then', async () => {
    const { fixture, ci, rotate } = setup;
    const { tokens } = fixture.servers;
    await tokens.remove(fixture.identity, ci.hash);
    fixture.settings.keepCreatedTokens = false;
    await rotate(new ScriptedPerson(), { name: 'ci' }, { old: 'keep' });
    assert.deepEqual(
      fixture.notice.events.map(({ kind, name }) => `${kind} ${name ?? ''}`),
      ['confirmSaved ci-2', 'confirmSaved ci'],
    );
    const stored = await tokens.listStored(fixture.identity);
    assert.ok(stored.length === 2 && stored.every(({ untilSavedElsewhere }) => untilSavedElsewhere));
  });

  it('updates the list of found tokens after the server responded, even when the rotation stops', async () => {
    const { display, rotate } = setup;
    await rotate(new ScriptedPerson(), { name: 'ci' }, { old: 'keep' });
    await display.waitForRefreshes();
    assert.equal(display.refreshes, 1);
    await assert.rejects(rotate(new ScriptedPerson(['cancel']), { name: 'ci' }, { newName: 'ci-3' }), RotationStopped);
    await display.waitForRefreshes();
    assert.equal(display.refreshes, 2);
    assert.equal(display.results.length, 1);
    assert.equal(setup.fixture.sent('POST', createRoute), 2);
  });
});
