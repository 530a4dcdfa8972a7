import assert from 'node:assert/strict';
import { Rotation } from '../../../src/rotation/rotation.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import { sentence, sentencePattern } from '../../support/sentences.ts';
import { prepareRotation } from './testRotation.ts';
import { doOnceBefore } from './doOnceBefore.ts';

describe('Canceled rotation', () => {
  it('leaves no journal when nothing was done yet', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const signal = AbortSignal.abort(new Canceled());
    await assert.rejects(new Rotation(journal, fixture.ports({ signal })).begin(), Canceled);
    assert.deepEqual(fixture.changes, []);
    assert.deepEqual([...fixture.journals.keys()], []);
  });

  it('stops before the next file, keeps its journal, and can be finished', async () => {
    const { fixture, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const abort = new AbortController();
    const at = doOnceBefore('files.write .env', () => abort.abort(new Canceled()));
    const running = new Rotation(journal, fixture.ports({ at, signal: abort.signal })).begin();
    const stopped = await running.then(
      () => assert.fail('must stop'),
      (error: unknown) => error,
    );
    assert.ok(stopped instanceof RotationStopped);
    assert.equal(stopped.isCanceled, true);
    assert.equal(stopped.journal.stage, 'writing');
    assert.deepEqual(fixture.filesContaining(old), ['app.js', 'notes/todo.md', 'secret.yaml', 'telegraf.conf']);
    assert.deepEqual(fixture.journals.get(journal.id), stopped.journal);
    const result = await new Rotation(stopped.journal, fixture.ports()).finish();
    assert.equal(result.old, 'deleted');
  });

  it('keeps the new token when the choice of occurrences is dismissed, and asks again later', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const dismiss = () => Promise.reject(new Canceled());
    const running = new Rotation(journal, fixture.ports({ person: { chooseOccurrences: dismiss } })).begin();
    await assert.rejects(running, (error) => error instanceof RotationStopped && error.isCanceled);
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci', 'ci-2']);
    const saved = fixture.journals.get(journal.id);
    assert.equal(saved?.stage, 'placing');
    await new Rotation(saved, fixture.ports()).finish();
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci-2']);
  });
});

describe('Rotation, when the server rejects the new token', () => {
  it('stops before it changes a file', async () => {
    const { fixture, journal, before } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const at = doOnceBefore('journals.write placing', () => fixture.listed.delete('ci-2'));
    const running = new Rotation(journal, fixture.ports({ at })).begin();
    await assert.rejects(running, (error) => {
      assert.ok(error instanceof RotationStopped);
      assert.match(error.message, sentencePattern('newTokenRejected', 'ci-2'));
      return true;
    });
    assert.deepEqual(fixture.files, before);
  });

  it('does not delete the old token', async () => {
    const { fixture, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const at = doOnceBefore('journals.write retiring', () => fixture.listed.delete('ci-2'));
    const running = new Rotation(journal, fixture.ports({ at })).begin();
    await assert.rejects(running, sentencePattern('newTokenNoLongerAccepted', 'ci-2'));
    assert.ok(fixture.isValid(old));
  });

  it('keeps the old token when the new one is not allowed to list tokens', async () => {
    for (const effect of ['person.chooseOccurrences', 'server.list']) {
      const { fixture, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'old' });
      const at = (name: string) => {
        const next = fixture.listed.get('ci-2');
        if (name.startsWith(effect) && next !== undefined) {
          fixture.notAllowed.add(next.token.hash);
        }
      };
      await assert.rejects(new Rotation(journal, fixture.ports({ at })).begin(), RotationStopped);
      assert.ok(fixture.isValid(old), effect);
    }
  });

  it('writes no operator token to files that someone else replaced in the meantime', async () => {
    const { fixture, journal, before } = prepareRotation({ kind: 'operator', signedInWith: 'old' });
    const at = doOnceBefore('journals.write writing', () => fixture.createToken('_admin'));
    await assert.rejects(
      new Rotation(journal, fixture.ports({ at })).begin(),
      sentencePattern('newTokenNoLongerAccepted', '_admin'),
    );
    assert.deepEqual(fixture.files, before);
  });
});

describe('Rotation, when secret storage lost a token', () => {
  it('restores the old token from a file or from the sign-in', async () => {
    for (const source of ['file', 'sign-in'] as const) {
      const { fixture, journal, old } = prepareRotation({
        kind: 'named',
        signedInWith: source === 'file' ? 'other' : 'old',
      });
      fixture.stored.clear();
      if (source === 'sign-in') {
        fixture.files.clear();
      }
      const at = (effect: string, when: string) => {
        if (effect === 'server.create ci-2' && when === 'before') {
          assert.equal(fixture.stored.get(old.hash)?.name, 'ci', 'it is stored before a token is created');
        }
      };
      const result = await new Rotation(journal, fixture.ports({ at })).begin();
      assert.equal(result.old, 'deleted', source);
    }
  });

  it('creates nothing when the old token is found nowhere', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'other' });
    fixture.stored.clear();
    fixture.files.clear();
    await assert.rejects(new Rotation(journal, fixture.ports()).begin(), (error) => {
      assert.ok(error instanceof UserError && !(error instanceof RotationStopped));
      assert.equal(error.message, sentence('tokenMissingFromStorage', 'ci'));
      return true;
    });
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci']);
  });

  it('stops when the new token is missing', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'other' });
    const at = (effect: string) => {
      if (effect.startsWith('journals.write placing')) {
        fixture.stored.delete(fixture.listed.get('ci-2')?.token.hash ?? '');
      }
    };
    await assert.rejects(
      new Rotation(journal, fixture.ports({ at })).begin(),
      sentencePattern('tokenMissingFromStorage', 'ci-2'),
    );
  });
});
