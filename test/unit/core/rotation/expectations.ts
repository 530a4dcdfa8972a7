import assert from 'node:assert/strict';
import type { RotationResult } from '../../../../src/core/rotation/result.ts';
import type { TestRotation } from './beginnings.ts';

/** @param result `undefined` if the crashed run had already ended the rotation, or not yet begun it */
export function expectFinished(
  rotation: TestRotation,
  names: readonly string[],
  result: RotationResult | undefined,
): void {
  const { fixture: world, journal, old } = rotation;
  if (result === undefined && world.isValid(old)) {
    expectUntouched(rotation);
    return;
  }
  expectConsistent(rotation);
  assert.deepEqual(world.tokenNames, names);
  assert.equal(world.isValid(old), false);
  assert.deepEqual(world.holding(old), ['notes/todo.md'], 'only the skipped file still contains the old token');
  const next = world.listed.get(journal.next.name)?.token;
  assert.ok(next);
  assert.deepEqual(world.holding(next), ['.env', 'secret.yaml', 'telegraf.conf']);
  assert.equal(String(world.files.get('app.js')), 'const token = process.env.INFLUXDB3_AUTH_TOKEN;\n');
  assert.equal(world.kept.has(old.hash), false, 'the old token is no longer stored');
  if (result !== undefined) {
    assert.equal(result.isUndone, false);
    assert.equal(result.old, journal.kind === 'named' ? 'deleted' : 'replaced');
    assert.deepEqual(result.replaced, [
      { folder: 'w', file: '.env', count: 1 },
      { folder: 'w', file: 'telegraf.conf', count: 2 },
      { folder: 'w', file: 'secret.yaml', count: 1 },
      { folder: 'w', file: 'app.js', count: 1 },
    ]);
  }
}

export function expectUndone(rotation: TestRotation, result: RotationResult | undefined): void {
  const { fixture: world, old, before } = rotation;
  if (result === undefined) {
    expectConsistent(rotation);
    if (world.isValid(old)) {
      expectUntouched(rotation);
    }
    return;
  }
  expectConsistent(rotation);
  assert.equal(result.isUndone, true);
  assert.deepEqual(world.files, before, 'files are restored exactly');
  assert.equal(result.old === 'kept', world.isValid(old));
  if (world.isValid(old)) {
    expectUntouched(rotation);
  }
}

export function expectUntouched({ fixture: world, journal, old, before }: TestRotation): void {
  assert.deepEqual(world.files, before);
  assert.deepEqual(world.tokenNames, ['_admin', 'ci']);
  assert.equal(world.signIn?.hash === old.hash, journal.signsIn);
  assert.deepEqual(
    [...world.kept.keys()].filter((hash) => hash !== old.hash),
    [],
    'no deleted token is stored',
  );
}

/** Checks what must be true after every rotation, whether it succeeded or not. */
export function expectConsistent({ fixture: world, journal, old }: TestRotation): void {
  assert.ok(world.signIn && world.isValid(world.signIn), 'the sign-in token works');
  const storedHashes = new Set([...world.kept.keys(), world.signIn.hash]);
  for (const [name, { token }] of world.listed) {
    const isCreatedByRotation =
      token.hash !== old.hash && (name === '_admin' ? journal.kind !== 'named' : name !== 'ci');
    assert.ok(!isCreatedByRotation || storedHashes.has(token.hash), `"${name}" is stored`);
  }
  for (const { token, name } of world.kept.values()) {
    assert.ok(world.isValid(token) || token.hash === old.hash, `"${name}" is stored and works`);
  }
  assert.deepEqual([...world.journals.keys()], []);
}
