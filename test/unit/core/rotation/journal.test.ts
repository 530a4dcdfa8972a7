import assert from 'node:assert/strict';
import * as v from 'valibot';
import { journalSchema } from '../../../../src/core/rotation/journal.ts';
import { beginningWith } from './beginnings.ts';

describe('A journal', () => {
  const { journal } = beginningWith({ kind: 'named', signedInWith: 'old' });
  const { old } = journal;
  const is = (change: object) => v.is(journalSchema, { ...journal, ...change });
  const hex = (length: number) => 'a'.repeat(length);

  it('is read back as it was written', () => {
    assert.ok(is({}));
    assert.ok(is({ old: { ...old, hash: null } }));
    assert.ok(is({ old: { ...old, listedHash: hex(128) } }), 'early releases list the whole hash');
  });

  it('is not taken with an id that could lead out of its folder', () => {
    for (const id of ['', '../x', 'x/../y', 'a.b', 'x\n', '\nx', 'x'.repeat(65)]) {
      assert.equal(is({ id }), false, JSON.stringify(id));
    }
  });

  it('is not taken with a hash that is none, such as a string that got there', () => {
    for (const hash of [hex(127), hex(129), `${hex(128)}\n`, hex(128).toUpperCase(), `apiv3_${hex(86)}`]) {
      assert.equal(is({ old: { ...old, hash } }), false, hash);
      assert.equal(is({ next: { ...journal.next, hash } }), false, hash);
    }
    for (const listedHash of ['', hex(8), hex(129), `${hex(9)}-`, `-${hex(9)}`, hex(9).toUpperCase()]) {
      assert.equal(is({ old: { ...old, listedHash } }), false, listedHash);
    }
  });

  it('is not taken with a fingerprint of a file that is none', () => {
    const file = { folder: 'w', file: '.env', path: '/w/.env', before: hex(64), after: hex(64), edits: [] };
    assert.ok(is({ files: [file] }));
    for (const before of ['', hex(63), hex(65), `${hex(64)} `, ` ${hex(64)}`]) {
      assert.equal(is({ files: [{ ...file, before }] }), false, before);
    }
  });

  it('is not taken from a version, or at a stage, that is not known here', () => {
    assert.equal(is({ version: 2 }), false);
    assert.equal(is({ stage: 'paused' }), false);
    assert.equal(is({ kind: 'both' }), false);
  });
});
