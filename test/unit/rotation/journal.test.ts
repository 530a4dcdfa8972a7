import assert from 'node:assert/strict';
import * as v from 'valibot';
import { journalSchema } from '../../../src/rotation/journal.ts';
import { prepareRotation } from './testRotation.ts';

describe('journalSchema', () => {
  const { journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
  const { old } = journal;
  const isValid = (change: object) => v.is(journalSchema, { ...journal, ...change });
  const hex = (length: number) => 'a'.repeat(length);

  it('accepts a journal as it was written', () => {
    assert.ok(isValid({}));
    assert.ok(isValid({ old: { ...old, hash: null } }));
    assert.ok(isValid({ old: { ...old, listedHash: hex(128) } }), 'early server releases list the whole hash');
  });

  it('rejects an ID that could lead outside the journal folder', () => {
    for (const id of ['', '../x', 'x/../y', 'a.b', 'x\n', '\nx', 'x'.repeat(65)]) {
      assert.equal(isValid({ id }), false, JSON.stringify(id));
    }
  });

  it('rejects anything that is not a hash, such as a token string', () => {
    for (const hash of [hex(127), hex(129), `${hex(128)}\n`, hex(128).toUpperCase(), `apiv3_${hex(86)}`]) {
      assert.equal(isValid({ old: { ...old, hash } }), false, hash);
      assert.equal(isValid({ next: { ...journal.next, hash } }), false, hash);
    }
    for (const listedHash of ['', hex(8), hex(129), `${hex(9)}-`, `-${hex(9)}`, hex(9).toUpperCase()]) {
      assert.equal(isValid({ old: { ...old, listedHash } }), false, listedHash);
    }
  });

  it('rejects an invalid file fingerprint', () => {
    const file = { folder: 'w', file: '.env', path: '/w/.env', before: hex(64), after: hex(64), edits: [] };
    assert.ok(isValid({ files: [file] }));
    for (const before of ['', hex(63), hex(65), `${hex(64)} `, ` ${hex(64)}`]) {
      assert.equal(isValid({ files: [{ ...file, before }] }), false, before);
    }
  });

  it('accepts edits in every encoding, and none that could contain a token', () => {
    const withWriting = (writing: unknown) => ({
      files: [
        {
          ...{ folder: 'w', file: '.env', path: '/w/.env', before: hex(64), after: hex(64) },
          edits: [{ start: 1, writing, reference: null }],
        },
      ],
    });
    const base64Part = { form: 'base64Part', bitsBefore: 2, wrapped: null };
    const wrapped = { first: 60, width: 76, separator: '\r\n    ' };
    for (const writing of [
      { form: 'plain' },
      { form: 'escaped', escapes: { '+': '%2B', '/': '\\/' } },
      { form: 'base64', lineEnd: '\n', padded: true },
      base64Part,
      { ...base64Part, wrapped },
      { ...base64Part, wrapped: { ...wrapped, separator: '\\n' } },
    ]) {
      assert.ok(isValid(withWriting(writing)), JSON.stringify(writing));
    }
    for (const writing of [
      { form: 'encoded', as: 'base64' },
      { form: 'escaped', escapes: { '+': hex(92) } },
      { form: 'escaped', escapes: { [hex(92)]: '+' } },
      { ...base64Part, wrapped: { ...wrapped, separator: hex(92) } },
    ]) {
      assert.equal(isValid(withWriting(writing)), false, JSON.stringify(writing));
    }
  });

  it('accepts what is written around an inserted token, and no token', () => {
    const withInsertion = (before: string, after: string) => ({
      files: [
        {
          ...{ folder: 'w', file: '.env', path: '/w/.env', before: hex(64), after: hex(64) },
          edits: [{ start: 1, writing: { form: 'plain' }, reference: null, insertion: { before, after } }],
        },
      ],
    });
    for (const [before, after] of [
      ['\r\nINFLUXDB3_AUTH_TOKEN=', '\r\n'],
      ["A_TOKEN='", "'\n"],
      ['', ''],
    ] as const) {
      assert.ok(isValid(withInsertion(before, after)));
    }
    for (const text of [`apiv3_${hex(86)}`, `apiv3_${hex(86)}=`, `A=apiv3_${hex(86)}`, `${hex(101)}=`]) {
      assert.equal(isValid(withInsertion(text, '')), false, text);
      assert.equal(isValid(withInsertion('', text)), false, text);
    }
  });

  it('accepts reasons of earlier versions, and the backup of a file that was changed', () => {
    const skipped = { folder: 'w', file: '.env', path: '/w/.env', wanted: true };
    assert.ok(isValid({ left: [{ ...skipped, reason: 'hardLink' }] }));
    assert.ok(isValid({ left: [{ ...skipped, reason: 'changed', backup: '/w/.backup.bak' }] }));
    assert.equal(isValid({ left: [{ ...skipped, reason: 'other' }] }), false);
  });

  it('rejects an unknown version, stage or kind', () => {
    assert.equal(isValid({ version: 2 }), false);
    assert.equal(isValid({ stage: 'paused' }), false);
    assert.equal(isValid({ kind: 'both' }), false);
  });
});
