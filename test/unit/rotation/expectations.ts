import assert from 'node:assert/strict';
import type { RotationResult } from '../../../src/rotation/result.ts';
import { environmentFile } from './agreeingUser.ts';
import type { TestRotation } from './testRotation.ts';

/** @param result `undefined` if the crashed run had already ended the rotation, or not yet begun it */
export function expectFinished(
  rotation: TestRotation,
  names: readonly string[],
  result: RotationResult | undefined,
): void {
  const { fixture, journal, old } = rotation;
  if (result === undefined && fixture.isValid(old)) {
    expectUntouched(rotation);
    return;
  }
  expectConsistent(rotation);
  assert.deepEqual(fixture.tokenNames, names);
  assert.equal(fixture.isValid(old), false);
  assert.deepEqual(
    fixture.filesContaining(old),
    ['notes/todo.md'],
    'only the skipped file still contains the old token',
  );
  const next = fixture.listed.get(journal.next.name)?.token;
  assert.ok(next);
  const added = fixture.files.has(environmentFile.file) ? [environmentFile.file] : [];
  assert.deepEqual(fixture.filesContaining(next), ['.env', 'secret.yaml', ...added, 'telegraf.conf']);
  for (const file of added) {
    assert.equal(String(fixture.files.get(file)), `${environmentFile.text}\r\nA_TOKEN=${next.reveal()}\r\n`);
  }
  assert.equal(String(fixture.files.get('app.js')), 'const token = process.env.INFLUXDB3_AUTH_TOKEN;\n');
  assert.equal(fixture.stored.has(old.hash), false, 'the old token is no longer stored');
  if (result !== undefined) {
    assert.equal(result.isUndone, false);
    assert.equal(result.old, journal.kind === 'named' ? 'deleted' : 'replaced');
    assert.deepEqual(result.replaced, [
      ...added.map((file) => ({ folder: 'w', file, count: 1 })),
      { folder: 'w', file: '.env', count: 1 },
      { folder: 'w', file: 'telegraf.conf', count: 2 },
      { folder: 'w', file: 'secret.yaml', count: 1 },
      { folder: 'w', file: 'app.js', count: 1 },
    ]);
  }
}

export function expectUndone(rotation: TestRotation, result: RotationResult | undefined): void {
  const { fixture, old, before } = rotation;
  if (result === undefined) {
    expectConsistent(rotation);
    if (fixture.isValid(old)) {
      expectUntouched(rotation);
    }
    return;
  }
  expectConsistent(rotation);
  assert.equal(result.isUndone, true);
  assert.deepEqual(fixture.files, before, 'files are restored exactly');
  assert.equal(result.old === 'kept', fixture.isValid(old));
  if (fixture.isValid(old)) {
    expectUntouched(rotation);
  }
}

export function expectUntouched({ fixture, journal, old, before, storedBefore }: TestRotation): void {
  assert.deepEqual(fixture.files, before);
  assert.deepEqual(fixture.tokenNames, ['_admin', 'ci']);
  assert.equal(fixture.signIn?.hash === old.hash, journal.signsIn);
  assert.deepEqual(
    [...fixture.stored.keys()].filter((hash) => hash !== old.hash && !storedBefore.has(hash)),
    [],
    'no deleted token is stored',
  );
}

export function expectConsistent({ fixture, journal, old }: TestRotation): void {
  assert.ok(fixture.signIn && fixture.isValid(fixture.signIn), 'the sign-in token works');
  const storedHashes = new Set([...fixture.stored.keys(), fixture.signIn.hash]);
  for (const [name, { token }] of fixture.listed) {
    const isCreatedByRotation =
      token.hash !== old.hash && (name === '_admin' ? journal.kind !== 'named' : name !== 'ci');
    assert.ok(!isCreatedByRotation || storedHashes.has(token.hash), `"${name}" is stored`);
  }
  for (const { token, name } of fixture.stored.values()) {
    assert.ok(fixture.isValid(token) || token.hash === old.hash, `"${name}" is stored and works`);
  }
  assert.deepEqual([...fixture.journals.keys()], []);
}
