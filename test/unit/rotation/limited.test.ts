import assert from 'node:assert/strict';
import { untranslated } from '../../../src/core/l10n.ts';
import { UserError } from '../../../src/core/errors.ts';
import { Rotation } from '../../../src/rotation/rotation.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { crashBefore, savedJournal } from './crashes.ts';
import { doOnceBefore } from './doOnceBefore.ts';
import { expectUntouched } from './expectations.ts';
import type { InMemoryFixture } from './inMemoryFixture.ts';
import { prepareRotation } from './testRotation.ts';

const permissions = ['db:b,a:read', 'db:*:write'];
const limited = { kind: 'named', signedInWith: 'other', permissions } as const;

function listsElsewhere(fixture: InMemoryFixture): void {
  const next = fixture.listed.get('ci-2');
  assert.ok(next);
  fixture.listed.set('ci-2', { ...next, record: { ...next.record, permissions: '*:*:*' } });
}

describe('Rotation of a resource token', () => {
  it('creates no admin token, and deletes the old token last', async () => {
    const { fixture, journal } = prepareRotation(limited);
    const result = await new Rotation(journal, fixture.ports()).begin();
    assert.equal(result.old, 'deleted');
    assert.deepEqual(JSON.parse(fixture.listed.get('ci-2')?.record.permissions ?? ''), permissions);
    assert.deepEqual(
      fixture.changes.filter((change) => change.startsWith('server')),
      ['server.createResource', 'server.remove ci'],
    );
  });

  for (const grant of [['db:b,a:read'], [...permissions, 'db:c:read'], ['*:*:*'], ['db:b,a:'], []]) {
    it(`deletes the new token if the server grants ${JSON.stringify(grant)}`, async () => {
      const rotation = prepareRotation(limited);
      const { fixture, journal } = rotation;
      fixture.grant = () => grant;
      await assert.rejects(new Rotation(journal, fixture.ports()).begin(), (error) => {
        assert.ok(error instanceof UserError && !(error instanceof RotationStopped));
        assert.match(error.message, sentencePattern('rightsDiffer', 'ci-2', 'ci'));
        return true;
      });
      expectUntouched(rotation);
      assert.equal(fixture.journals.size, 0);
    });
  }

  it('accepts the same rights in another form', async () => {
    const { fixture, journal } = prepareRotation(limited);
    fixture.grant = () => ['db:*:write', 'db:a:read', 'db:b:read'];
    assert.equal((await new Rotation(journal, fixture.ports()).begin()).old, 'deleted');
  });

  it('checks the rights after an interruption, too', async () => {
    const rotation = prepareRotation(limited);
    const { fixture } = rotation;
    await crashBefore(/^journals.write placing/, rotation, (ports) => new Rotation(rotation.journal, ports).begin());
    listsElsewhere(fixture);
    const finishing = new Rotation(savedJournal(rotation), fixture.ports()).finish();
    await assert.rejects(finishing, (error) => error instanceof UserError && !(error instanceof RotationStopped));
    expectUntouched(rotation);
  });

  it('stops without changing anything else if the new token cannot be deleted', async () => {
    const { fixture, journal, before } = prepareRotation(limited);
    fixture.grant = () => ['*:*:*'];
    const at = doOnceBefore('server.remove ci-2', () => {
      throw new UserError(untranslated('No connection.'));
    });
    await assert.rejects(new Rotation(journal, fixture.ports({ at })).begin(), RotationStopped);
    assert.deepEqual(fixture.files, before);
    const saved = fixture.journals.get(journal.id);
    assert.ok(saved);
    await assert.rejects(
      new Rotation(saved, fixture.ports()).finish(),
      (error) => error instanceof UserError && !(error instanceof RotationStopped),
    );
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci']);
  });

  it('waits a moment for nodes that do not know the new token yet', async () => {
    const { fixture, journal } = prepareRotation(limited);
    let waits = 0;
    const at = (effect: string, when: string) => {
      const hash = fixture.listed.get('ci-2')?.token.hash ?? '';
      if (effect === 'server.createResource' && when === 'after') {
        fixture.expired.add(hash);
      }
      if (effect === 'server.waitForNodes' && when === 'after' && (waits += 1) === 2) {
        fixture.expired.delete(hash);
      }
    };
    assert.equal((await new Rotation(journal, fixture.ports({ at })).begin()).old, 'deleted');
    assert.equal(waits, 2);
  });

  it('stops if no node accepts the new token', async () => {
    const { fixture, journal, before } = prepareRotation(limited);
    const at = doOnceBefore('journals.write placing', () =>
      fixture.expired.add(fixture.listed.get('ci-2')?.token.hash ?? ''),
    );
    await assert.rejects(new Rotation(journal, fixture.ports({ at })).begin(), RotationStopped);
    assert.deepEqual(fixture.files, before);
  });

  it('creates nothing if the permissions of the old token have changed', async () => {
    const { fixture, journal } = prepareRotation(limited);
    const old = fixture.listed.get('ci');
    assert.ok(old);
    fixture.listed.set('ci', { ...old, record: { ...old.record, permissions: 'db:a:read' } });
    await assert.rejects(new Rotation(journal, fixture.ports()).begin(), UserError);
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci']);
  });

  it('creates nothing if the old token is gone', async () => {
    const { fixture, journal } = prepareRotation(limited);
    fixture.listed.delete('ci');
    await assert.rejects(new Rotation(journal, fixture.ports()).begin(), UserError);
    assert.deepEqual(fixture.tokenNames, ['_admin']);
  });

  for (const [what, change] of Object.entries({
    'without permissions': { permissions: [] },
    'with unreadable permissions': { permissions: ['policy'] },
    'with those of an admin token': { permissions: ['*:*:*'] },
    'for an admin token': { how: 'create' },
  } as const)) {
    it(`creates nothing from a journal ${what}`, async () => {
      const { fixture, journal } = prepareRotation(limited);
      const next = {
        ...journal.next,
        ...change,
        permissions: [...('permissions' in change ? change.permissions : [])],
      };
      await assert.rejects(new Rotation({ ...journal, next }, fixture.ports()).begin(), UserError);
      assert.deepEqual(fixture.tokenNames, ['_admin', 'ci']);
    });
  }

  it('keeps a token that has the name and the hash, but not the ID, of the old one', async () => {
    const { fixture, journal } = prepareRotation(limited);
    const at = doOnceBefore('journals.write ending', () => {
      const old = fixture.listed.get('ci');
      assert.ok(old);
      fixture.listed.set('ci', { ...old, record: { ...old.record, id: 99 } });
    });
    await new Rotation(journal, fixture.ports({ at })).begin();
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci', 'ci-2']);
  });
});
