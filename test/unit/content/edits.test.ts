import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Edit } from '../../../src/content/edits.ts';
import { fingerprint } from '../../../src/content/wholeBytes.ts';
import { Token } from '../../../src/core/token/token.ts';
import { applyEdits, replaceToken, revertEdits } from '../../support/withoutPauses.ts';

const oldString = `apiv3_${'o'.repeat(86)}`;
const newString = `apiv3_${'n'.repeat(86)}`;
const old = new Token(oldString);
const next = new Token(newString);
const plain = (start: number): Edit => ({ start, writing: { form: 'plain' }, reference: null });
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('applyEdits and revertEdits', () => {
  const bytes = Buffer.from(`a=${oldString}\r\nb="${oldString}"\n`);
  const second = bytes.lastIndexOf(oldString);

  it('replace the token at each occurrence, and nothing else', () => {
    const after = applyEdits(bytes, [plain(second), plain(2)], old, next);
    assert.equal(after?.toString(), `a=${newString}\r\nb="${newString}"\n`);
  });

  it('leave an occurrence without an edit unchanged', () => {
    assert.equal(applyEdits(bytes, [plain(2)], old, next)?.toString(), `a=${newString}\r\nb="${oldString}"\n`);
  });

  it('replace the token and its quotes with a reference, and revert that', () => {
    const reference = { text: 'process.env.TOKEN', before: '"', after: '"' };
    const edits = [plain(2), { ...plain(second), reference }];
    const after = applyEdits(bytes, edits, old, next);
    assert.equal(after?.toString(), `a=${newString}\r\nb=process.env.TOKEN\n`);
    assert.deepEqual(revertEdits(after, edits, old, next), bytes);
  });

  it('make an addition once when several references need it, and revert that', () => {
    const addition = { start: 0, text: 'import os\n' };
    const reference = { text: 'os.environ["TOKEN"]', before: '', after: '', addition };
    const edits = [second, 2].map((start) => ({ ...plain(start), reference }));
    const after = applyEdits(bytes, edits, old, next);
    assert.equal(after?.toString(), `import os\na=${reference.text}\r\nb="${reference.text}"\n`);
    assert.deepEqual(revertEdits(after, edits, old, next), bytes);
    const withoutAddition = Buffer.from(after.toString().replace('import os', 'import re'));
    assert.equal(revertEdits(withoutAddition, edits, old, next), undefined);
  });

  it('make an addition right before and after the token, and revert that', () => {
    for (const start of [2, 2 + oldString.length]) {
      const reference = { text: 'X', before: '', after: '', addition: { start, text: '+' } };
      const edits = [{ ...plain(2), reference }];
      const after = applyEdits(bytes, edits, old, next);
      assert.deepEqual(after && revertEdits(after, edits, old, next), bytes);
    }
  });

  it('return undefined when an addition is inside the old token', () => {
    const reference = { text: 'X', before: '', after: '', addition: { start: 9, text: '+' } };
    assert.equal(applyEdits(bytes, [{ ...plain(2), reference }], old, next), undefined);
  });

  it('return undefined when the old token is not at the offset of an edit', () => {
    for (const wrong of [[plain(3)], [plain(1)], [plain(-1)], [plain(10_000)], [plain(2), plain(2)]]) {
      assert.equal(applyEdits(bytes, wrong, old, next), undefined);
    }
    assert.equal(applyEdits(bytes, [plain(2)], next, old), undefined);
    const reference = { text: 'x', before: "'", after: "'" };
    assert.equal(applyEdits(bytes, [{ ...plain(second), reference }], old, next), undefined);
  });

  it('return undefined when two edits would replace the same quote', () => {
    const joined = Buffer.from(`"${oldString}"${oldString}"`);
    const reference = { text: 'x', before: '"', after: '"' };
    const edits = [1, 1 + 92 + 1].map((start) => ({ ...plain(start), reference }));
    assert.equal(applyEdits(joined, edits, old, next), undefined);
  });

  it('revert nothing when the bytes are not the result of the edits', () => {
    assert.equal(revertEdits(bytes, [plain(2)], old, next), undefined);
  });

  it('revert edits whose offsets were shifted by a longer or shorter token', () => {
    for (const other of ['apiv3_short', `apiv3_${'long'.repeat(100)}`].map((string) => new Token(string))) {
      const after = applyEdits(bytes, [plain(2), plain(second)], old, other);
      assert.equal(after?.toString(), bytes.toString().replaceAll(oldString, other.reveal()));
      assert.deepEqual(revertEdits(after, [plain(2), plain(second)], old, other), bytes);
      assert.deepEqual(revertEdits(after, [plain(second), plain(2)], old, other), bytes, 'edits can be in any order');
    }
  });

  it('accept edits that were saved as JSON, which contain no token string', () => {
    const edits = [plain(2), plain(second)];
    const json = JSON.stringify(edits);
    assert.ok(!json.includes('apiv3_'));
    assert.deepEqual(applyEdits(bytes, JSON.parse(json) as Edit[], old, next), applyEdits(bytes, edits, old, next));
  });

  it('do not change the bytes passed in', () => {
    const before = Buffer.from(bytes);
    applyEdits(bytes, [plain(2)], old, next);
    assert.deepEqual(bytes, before);
  });
});

describe('replaceToken', () => {
  it('replaces every occurrence in its own encoding', () => {
    const text = (string: string) =>
      [string, base64(string), base64(`${string}\n`), `x${string}-`, base64(`any:${string}`)].join(' ');
    assert.equal(replaceToken(Buffer.from(text(oldString)), old, next)?.toString(), text(newString));
  });

  it('returns undefined when the text does not contain the token', () => {
    for (const text of ['', newString, oldString.toUpperCase(), oldString.slice(0, -1)]) {
      assert.equal(replaceToken(Buffer.from(text), old, next), undefined);
    }
  });

  it('replaces a token of any length', () => {
    const offline = new Token('apiv3_created-offline');
    assert.equal(
      replaceToken(Buffer.from('t: apiv3_created-offline\n'), offline, next)?.toString(),
      `t: ${newString}\n`,
    );
  });

  it('leaves other tokens unchanged', () => {
    const other = `apiv3_${'x'.repeat(86)}`;
    const text = (string: string) => Buffer.from(`${other} ${string} ${base64(other)}`);
    assert.deepEqual(replaceToken(text(oldString), old, next), text(newString));
  });

  it('replaces a token in UTF-16', () => {
    const bytes = (string: string) => Buffer.from(`\ufeffż ${string}`, 'utf16le');
    assert.deepEqual(replaceToken(bytes(oldString), old, next), bytes(newString));
    assert.deepEqual(replaceToken(bytes(oldString).swap16(), old, next), bytes(newString).swap16());
  });
});

describe('fingerprint', () => {
  it('is the SHA-256 of the bytes', () => {
    const bytes = Buffer.from([0, 0xff, 0x0d]);
    assert.equal(fingerprint(bytes), createHash('sha256').update(bytes).digest('hex'));
  });
});
