import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import { backupPlace } from '../../../src/files/replace/backupPlace.ts';
import { discardRotation } from '../../../src/operations/discardRotation.ts';
import { resumeRotation, type ResumeInput } from '../../../src/operations/resumeRotation.ts';
import type { Journal } from '../../../src/rotation/journal.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { sentence, sentencePattern, type SentenceKey } from '../../support/sentences.ts';
import { rejection } from './support/rejection.ts';
import { createRoute, rotationSetup, type RotationSetup } from './support/rotationSetup.ts';
import { ScriptedPerson, type Answer } from './support/scriptedPerson.ts';

const finish = { pick: sentence('finish') };
const undo = { pick: sentence('undo') };
const discard = { pick: sentence('discardRotation') };
const asking: ResumeInput = { action: undefined, files: undefined, old: undefined };

describe('resumeRotation', () => {
  let setup: RotationSetup;

  beforeEach(async () => {
    setup = await rotationSetup();
  });

  const names = () => setup.fixture.names().sort();
  const resume = async (journal: Journal, person: ScriptedPerson, input: Partial<ResumeInput> = {}) => {
    const result = await resumeRotation(journal, { ...asking, ...input }, setup.ports(person));
    person.done();
    return result;
  };
  const openJournal = async () => {
    const [journal] = await setup.openJournals();
    assert.ok(journal);
    return journal;
  };
  /** The rotation of `ci` to `ci-2`, whose files are updated, and which waits for a reminder. */
  const waitingRotation = async () => {
    await setup.rotate(new ScriptedPerson(), { name: 'ci' }, { newName: 'ci-2', old: 'later' });
    await setup.display.waitForRefreshes();
    setup.fixture.tokenServer.requests.length = 0;
    return openJournal();
  };
  const rotationWithLostToken = async () => {
    setup.fixture.tokenServer.faults.add({ kind: 'close', when: 'afterWork', path: createRoute });
    await assert.rejects(setup.rotate(new ScriptedPerson(), { name: 'ci' }, { newName: 'ci-2' }), RotationStopped);
    return openJournal();
  };

  it('changes nothing while a different server responds than the one where the rotation began', async () => {
    const journal = { ...(await waitingRotation()), cluster: 'original' };
    const { usage, servers, identity, tokenServer } = setup.fixture;
    await usage.rotations.write(journal);
    await servers.tokens.moveToCluster(identity, tokenServer.clusterUuid, 'original');
    for (const action of ['finish', 'undo'] as const) {
      const error = await rejection(resume(journal, new ScriptedPerson(), { action }));
      assert.ok(error instanceof UserError);
      assert.match(error.message, sentencePattern('rotationOfOtherServer', 'ci', setup.fixture.server.url));
    }
    assert.deepEqual(names(), ['_admin', 'ci', 'ci-2']);
    assert.equal((await openJournal()).stage, 'waiting');
  });

  it('finishes a waiting rotation after asking about the old token', async () => {
    const journal = await waitingRotation();
    const person = new ScriptedPerson([finish, { choose: sentence('deleteOldToken') }]);
    const result = await resume(journal, person);
    assert.equal(result?.old, 'deleted');
    assert.deepEqual(names(), ['_admin', 'ci-2']);
    assert.deepEqual(await setup.openJournals(), []);
    assert.deepEqual(
      setup.display.results.map((shown) => shown.result.old),
      ['later', 'deleted'],
    );
  });

  it('restores the name of the new token if VS Code was killed before it saved its state', async () => {
    const journal = await waitingRotation();
    const { servers, secrets, identity } = setup.fixture;
    const hash = journal.next.hash ?? '';
    const token = await servers.tokens.findByHash(identity, hash);
    await servers.tokens.remove(identity, hash);
    await secrets.store(`kept|${identity}|${hash}`, token?.reveal() ?? '');
    await resume(journal, new ScriptedPerson(), { action: 'finish', old: 'keep' });
    const stored = await servers.tokens.listStored(identity);
    assert.equal(stored.find((other) => other.hash === hash)?.name, 'ci-2');
  });

  it('waits again when the user wants to be reminded later', async () => {
    const journal = await waitingRotation();
    const person = new ScriptedPerson([{ choose: sentence('remindMeLater') }, { pick: sentence('tomorrow') }]);
    assert.equal((await resume(journal, person, { action: 'finish' }))?.old, 'later');
    const hours = (Date.parse((await openJournal()).due ?? '') - Date.now()) / 3_600_000;
    assert.ok(hours > 23 && hours <= 24, `due in ${hours} hours`);
  });

  it('keeps or deletes the old token as the arguments say', async () => {
    const first = await waitingRotation();
    assert.equal((await resume(first, new ScriptedPerson(), { action: 'finish', old: 'keep' }))?.old, 'kept');
    await setup.rotate(new ScriptedPerson(), { name: 'ci-2' }, { newName: 'ci-3', old: 'later' });
    const person = new ScriptedPerson([{ confirm: true }]);
    await resume(await openJournal(), person, { action: 'finish', old: 'delete' });
    assert.deepEqual(names(), ['_admin', 'ci', 'ci-3']);
  });

  const undos: readonly (readonly [title: string, answer: Answer, names: readonly string[]])[] = [
    ['deletes the new token', { choose: sentence('deleteNewToken') }, ['_admin', 'ci']],
    ['keeps the new token', { choose: sentence('keepNewToken') }, ['_admin', 'ci', 'ci-2']],
    ['keeps the new token when the question is closed', 'cancel', ['_admin', 'ci', 'ci-2']],
  ];
  for (const [title, answer, after] of undos) {
    it(`restores files when it is undone, and ${title}`, async () => {
      const { folder, ci } = setup;
      const journal = await waitingRotation();
      const result = await resume(journal, new ScriptedPerson([undo, answer]));
      assert.ok(result?.isUndone);
      assert.equal(result.old, 'kept');
      assert.equal(folder.read('app.env'), `TOKEN=${ci.reveal()}\n`);
      assert.deepEqual(names(), after);
      assert.deepEqual(await setup.openJournals(), []);
    });
  }

  it('recreates a token whose string is lost only after a confirmation', async () => {
    const { folder } = setup;
    const journal = await rotationWithLostToken();
    const declined = await rejection(resume(journal, new ScriptedPerson([finish, 'cancel'])));
    assert.ok(declined instanceof RotationStopped && declined.isCanceled);
    assert.equal(setup.deletions(), 0);
    const person = new ScriptedPerson([{ confirm: true }]);
    const result = await resume(journal, person, { action: 'finish', old: 'keep' });
    assert.equal(person.questions[0]?.confirmLabel, sentence('deleteAndRecreate'));
    assert.equal(result?.old, 'kept');
    assert.equal(folder.read('app.env'), `TOKEN=${(await setup.storedToken('ci-2')).reveal()}\n`);
    assert.deepEqual(names(), ['_admin', 'ci', 'ci-2']);
    assert.equal(setup.deletions(), 1);
  });

  it('warns before it deletes a token whose string was never received', async () => {
    const journal = await rotationWithLostToken();
    const person = new ScriptedPerson([{ confirm: true }]);
    await resume(journal, person, { action: 'undo' });
    assert.notEqual(person.questions[0]?.detail, undefined);
    assert.deepEqual(names(), ['_admin', 'ci']);
  });

  it('regenerates the operator token again only after a confirmation', async () => {
    const { fixture, operator, rotate } = setup;
    const path = '/api/v3/configure/token/admin/regenerate';
    fixture.tokenServer.faults.add({ kind: 'close', when: 'afterWork', path });
    const confirmed = new ScriptedPerson([{ confirm: true }]);
    await assert.rejects(rotate(confirmed, { name: '_admin' }, { files: 'all' }), RotationStopped);
    const person = new ScriptedPerson([finish, { confirm: true }]);
    const result = await resume(await openJournal(), person);
    assert.equal(person.questions[0]?.message, sentence('regenerateAgainQuestion', 'Local'));
    assert.equal(result?.old, 'replaced');
    const next = await setup.storedToken('_admin');
    assert.notEqual(next.hash, operator.hash);
    assert.deepEqual(names(), ['_admin', 'ci']);
    assert.equal(setup.folder.read('ops.env'), `TOKEN=${next.reveal()}\n`);
  });

  const choices: readonly (readonly [Journal['stage'], Journal['kind'], ...keys: SentenceKey[]])[] = [
    ['creating', 'operator', 'finish', 'undo', 'discardRotation'],
    ['writing', 'operator', 'finish', 'undo', 'discardRotation'],
    ['ending', 'named', 'finish', 'undo', 'discardRotation'],
    ['undoing', 'named', 'undo', 'discardRotation'],
    ['forgetting', 'named', 'finish', 'discardRotation'],
  ];
  for (const [stage, kind, ...keys] of choices) {
    it(`offers only what is possible (${kind}, ${stage}), and changes nothing when that is canceled`, async () => {
      const journal: Journal = { ...(await waitingRotation()), stage, kind };
      const person = new ScriptedPerson(['cancel']);
      await assert.rejects(resume(journal, person), Canceled);
      assert.deepEqual(
        person.asked.map(({ question }) => 'labels' in question && question.labels),
        [keys.map((key) => sentence(key))],
      );
      assert.equal(setup.fixture.tokenServer.requests.length, 0);
      assert.equal((await openJournal()).stage, 'waiting');
    });
  }

  for (const action of ['finish', 'undo'] as const) {
    it(`asks first when an external call wants to ${action}, and sends nothing when it is declined`, async () => {
      const { fixture } = setup;
      const journal = await waitingRotation();
      const declining = new ScriptedPerson(['cancel'], { isExternal: true });
      await assert.rejects(resume(journal, declining, { action }), Canceled);
      assert.equal(declining.questions[0]?.confirmLabel, sentence(action));
      assert.equal(fixture.tokenServer.requests.length, 0);
      const answers: Answer[] = action === 'undo' ? [{ confirm: true }, 'cancel'] : [{ confirm: true }];
      await resume(journal, new ScriptedPerson(answers, { isExternal: true }), { action, old: 'keep' });
      assert.deepEqual(await setup.openJournals(), []);
    });
  }

  it('fails when the rotation has ended, or its server is no longer configured', async () => {
    const { settings } = setup.fixture;
    const journal = await waitingRotation();
    await resume(journal, new ScriptedPerson(), { action: 'finish', old: 'keep' });
    await assert.rejects(resume(journal, new ScriptedPerson(), { action: 'undo' }), UserError);
    settings.entries = [];
    await assert.rejects(resume(journal, new ScriptedPerson(), { action: 'finish' }), UserError);
  });

  it('fails while the token is being rotated elsewhere', async () => {
    const { rotations } = setup.fixture.usage;
    const journal = await waitingRotation();
    const lock = await rotations.lock(journal);
    await assert.rejects(resume(journal, new ScriptedPerson(), { action: 'finish' }), UserError);
    await assert.rejects(resume(journal, new ScriptedPerson([discard])), UserError);
    assert.equal((await setup.openJournals()).length, 1);
    await lock?.release();
    await resume(journal, new ScriptedPerson([discard]));
  });

  it('stops when the server rejects all stored tokens', async () => {
    const { fixture } = setup;
    const journal = await waitingRotation();
    await fixture.servers.tokens.removeSignIn(fixture.identity);
    const path = '/api/v3/query_sql';
    fixture.tokenServer.faults.add({ kind: 'status', status: 401, work: 'undone', path, times: 'always' });
    const stopped = await rejection(resume(journal, new ScriptedPerson(), { action: 'undo' }));
    assert.ok(stopped instanceof RotationStopped);
    assert.equal((await openJournal()).stage, 'undoing');
  });

  it('discards a rotation: files and tokens stay, but no copy of the new token in a hidden file', async () => {
    const { folder, fixture } = setup;
    const journal = await waitingRotation();
    const before = folder.read('app.env');
    writeFileSync(folder.pathOf(`${backupPlace(journal.id, 0, '').name}.tmp`), 'the new token');
    assert.equal(await resume(journal, new ScriptedPerson([discard])), undefined);
    assert.deepEqual((await readdir(folder.path)).sort(), ['app.env', 'ops.env']);
    assert.equal(folder.read('app.env'), before);
    assert.deepEqual(names(), ['_admin', 'ci', 'ci-2']);
    assert.deepEqual(await setup.storedNames(), ['ci', 'ci-2']);
    assert.deepEqual(await setup.openJournals(), []);
    assert.equal(fixture.tokenServer.requests.length, 0);
    await discardRotation(journal, { ...fixture, person: new ScriptedPerson() });
  });

  it('restores a half-written file when a rotation is discarded, unless someone has changed it', async () => {
    const { folder } = setup;
    const before = folder.read('app.env');
    const journal = await waitingRotation();
    const after = folder.read('app.env');
    const index = journal.files.findIndex(({ file }) => file === 'app.env');
    const backup = folder.pathOf(`${backupPlace(journal.id, index, '').name}.bak`);
    const torn = after.slice(0, after.length - 40) + before.slice(after.length - 40);
    for (const [found, expected, hasBackup] of [
      [torn, before, false],
      [after, after, false],
      [`${torn}# more`, `${torn}# more`, true],
    ] as const) {
      writeFileSync(folder.pathOf('app.env'), found);
      writeFileSync(backup, before);
      await setup.fixture.usage.rotations.write(journal);
      const person = new ScriptedPerson([discard]);
      await resume(journal, person);
      assert.equal(folder.read('app.env'), expected);
      assert.deepEqual(
        person.warnings,
        hasBackup ? [sentence('contentBeforeUpdate', folder.pathOf('app.env'), backup)] : [],
      );
      assert.equal(existsSync(backup), hasBackup);
    }
    assert.deepEqual(await setup.openJournals(), []);
  });

  describe('discarding with keepCreatedTokens off', () => {
    beforeEach(() => {
      setup.fixture.settings.keepCreatedTokens = false;
    });

    const storedUntilSaved = async () => {
      const stored = await setup.fixture.servers.tokens.listStored(setup.fixture.identity);
      return stored.map(({ name, untilSavedElsewhere }) => `${name} ${untilSavedElsewhere}`).sort();
    };
    const questions = () => setup.fixture.notice.events.map(({ kind, name }) => `${kind} ${name ?? ''}`).sort();
    /** The old token is stored only by the rotation, which stopped when it asked about occurrences. */
    const stoppedRotation = async () => {
      await setup.fixture.servers.tokens.remove(setup.fixture.identity, setup.ci.hash);
      setup.display.onChoose = () => {
        throw new Canceled();
      };
      await assert.rejects(setup.rotate(new ScriptedPerson(), { name: 'ci' }, { newName: 'ci-2' }), RotationStopped);
      return openJournal();
    };

    it('asks about the new token, and leaves an old one alone that was stored before', async () => {
      await resume(await waitingRotation(), new ScriptedPerson([discard]));
      assert.deepEqual(questions(), ['confirmSaved ci-2']);
      assert.deepEqual(await storedUntilSaved(), ['ci false', 'ci-2 true']);
    });

    it('removes an old token that is in files as before', async () => {
      await resume(await stoppedRotation(), new ScriptedPerson([discard]));
      assert.deepEqual(questions(), ['confirmSaved ci-2']);
      assert.deepEqual(await storedUntilSaved(), ['ci-2 true']);
    });

    it('asks about an old token whose files may be updated', async () => {
      const journal = await stoppedRotation();
      await setup.fixture.usage.rotations.write({ ...journal, stage: 'writing' });
      await resume(await openJournal(), new ScriptedPerson([discard]));
      assert.deepEqual(questions(), ['confirmSaved ci', 'confirmSaved ci-2']);
      assert.deepEqual(await storedUntilSaved(), ['ci true', 'ci-2 true']);
    });

    it('stores tokens until they are saved if the server is no longer configured', async () => {
      const journal = await stoppedRotation();
      setup.fixture.settings.entries = [];
      await resume(journal, new ScriptedPerson([discard]));
      assert.deepEqual(questions(), []);
      assert.deepEqual(await storedUntilSaved(), ['ci-2 true']);
    });
  });
});
