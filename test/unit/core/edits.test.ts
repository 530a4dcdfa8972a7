import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { fingerprint, withEdits, withoutEdits, withTokenReplaced, type Edit } from '../../../src/core/edits.ts';
import { Token } from '../../../src/core/token.ts';

const oldString = `apiv3_${'o'.repeat(86)}`;
const newString = `apiv3_${'n'.repeat(86)}`;
const old = new Token(oldString);
const next = new Token(newString);
const plain = (start: number): Edit => ({ start, writing: { form: 'plain' }, reference: null });
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('Edits', () => {
  const bytes = Buffer.from(`a=${oldString}\r\nb="${oldString}"\n`);
  const second = bytes.lastIndexOf(oldString);

  it('replace the token at each place, and nothing else', () => {
    const after = withEdits(bytes, [plain(second), plain(2)], old, next);
    assert.equal(after?.toString(), `a=${newString}\r\nb="${newString}"\n`);
  });

  it('leave a place that is not named', () => {
    assert.equal(withEdits(bytes, [plain(2)], old, next)?.toString(), `a=${newString}\r\nb="${oldString}"\n`);
  });

  it('put a reference in the place of the token and its quotes, and take it back', () => {
    const reference = { text: 'process.env.TOKEN', before: '"', after: '"' };
    const edits = [plain(2), { ...plain(second), reference }];
    const after = withEdits(bytes, edits, old, next);
    assert.equal(after?.toString(), `a=${newString}\r\nb=process.env.TOKEN\n`);
    assert.deepEqual(withoutEdits(after, edits, old, next), bytes);
  });

  it('are refused where something else stands at a place', () => {
    for (const wrong of [[plain(3)], [plain(1)], [plain(-1)], [plain(10_000)], [plain(2), plain(2)]]) {
      assert.equal(withEdits(bytes, wrong, old, next), undefined);
    }
    assert.equal(withEdits(bytes, [plain(2)], next, old), undefined);
    const reference = { text: 'x', before: "'", after: "'" };
    assert.equal(withEdits(bytes, [{ ...plain(second), reference }], old, next), undefined);
  });

  it('are refused where two of them want the same quote', () => {
    const joined = Buffer.from(`"${oldString}"${oldString}"`);
    const reference = { text: 'x', before: '"', after: '"' };
    const edits = [1, 1 + 92 + 1].map((start) => ({ ...plain(start), reference }));
    assert.equal(withEdits(joined, edits, old, next), undefined);
  });

  it('are not taken back from bytes that they did not make', () => {
    assert.equal(withoutEdits(bytes, [plain(2)], old, next), undefined);
  });

  it('find their places again when a longer or a shorter token shifted them', () => {
    for (const other of ['apiv3_short', `apiv3_${'long'.repeat(100)}`].map((string) => new Token(string))) {
      const after = withEdits(bytes, [plain(2), plain(second)], old, other);
      assert.equal(after?.toString(), bytes.toString().replaceAll(oldString, other.reveal()));
      assert.deepEqual(withoutEdits(after, [plain(2), plain(second)], old, other), bytes);
      assert.deepEqual(withoutEdits(after, [plain(second), plain(2)], old, other), bytes, 'in whatever order');
    }
  });

  it('hold nothing of a token’s string, and survive a journal', () => {
    const edits = [plain(2), plain(second)];
    const json = JSON.stringify(edits);
    assert.ok(!json.includes('apiv3_'));
    assert.deepEqual(withEdits(bytes, JSON.parse(json) as Edit[], old, next), withEdits(bytes, edits, old, next));
  });

  it('do not change the bytes that they are given', () => {
    const before = Buffer.from(bytes);
    withEdits(bytes, [plain(2)], old, next);
    assert.deepEqual(bytes, before);
  });
});

describe('One token taken by another', () => {
  it('is taken everywhere, each time as it was written', () => {
    const text = (string: string) => `${string} ${base64(string)} ${base64(`${string}\n`)} x${oldString} "${string}"`;
    assert.equal(withTokenReplaced(Buffer.from(text(oldString)), old, next)?.toString(), text(newString));
  });

  it('is told where it does not stand at all', () => {
    for (const text of ['', newString, `x${oldString}`, oldString.slice(0, -1)]) {
      assert.equal(withTokenReplaced(Buffer.from(text), old, next), undefined);
    }
  });

  it('is taken whatever its length', () => {
    const offline = new Token('apiv3_made-offline');
    assert.equal(
      withTokenReplaced(Buffer.from('t: apiv3_made-offline\n'), offline, next)?.toString(),
      `t: ${newString}\n`,
    );
  });

  it('leaves every other token', () => {
    const other = `apiv3_${'x'.repeat(86)}`;
    const text = (string: string) => Buffer.from(`${other} ${string} ${base64(other)}`);
    assert.deepEqual(withTokenReplaced(text(oldString), old, next), text(newString));
  });

  it('is taken in UTF-16', () => {
    const bytes = (string: string) => Buffer.from(`\ufeffż ${string}`, 'utf16le');
    assert.deepEqual(withTokenReplaced(bytes(oldString), old, next), bytes(newString));
    assert.deepEqual(withTokenReplaced(bytes(oldString).swap16(), old, next), bytes(newString).swap16());
  });
});

it('A fingerprint is the SHA-256 of the bytes', () => {
  const bytes = Buffer.from([0, 0xff, 0x0d]);
  assert.equal(fingerprint(bytes), createHash('sha256').update(bytes).digest('hex'));
});
