import assert from 'node:assert/strict';
import { searchTokens } from '../../../src/content/foundFile.ts';
import { locateTokens } from '../../../src/content/references/occurrences.ts';
import { Token } from '../../../src/core/token/token.ts';
import { findOccurrences } from '../../support/withoutPauses.ts';

const tokenString = `apiv3_${'t'.repeat(86)}`;
const base64 = Buffer.from(tokenString).toString('base64');
const knowsNoToken = () => false;

describe('findOccurrences', () => {
  it('returns token, line and column of each occurrence, in order', () => {
    const text = `\ufeff# ż\r\na: ${tokenString}, ${base64}\r\n\n${tokenString}`;
    const occurrences = findOccurrences(Buffer.from(text), 'notes.txt', knowsNoToken);
    assert.deepEqual(
      occurrences.map(({ line, column, writing, token }) => [line, column, writing.form, token.hash]),
      [
        [2, 4, 'plain'],
        [2, 98, 'base64'],
        [4, 1, 'plain'],
      ].map((expected) => [...expected, new Token(tokenString).hash]),
    );
  });

  it('returns nothing for a text without a token, and for an empty file', () => {
    assert.deepEqual(findOccurrences(Buffer.from('apiv3_ YXBpdjNf'), 'a.conf', knowsNoToken), []);
    assert.deepEqual(findOccurrences(Buffer.alloc(0), 'a.conf', knowsNoToken), []);
  });

  it('finds known tokens of other lengths', () => {
    const bytes = Buffer.from('t: apiv3_offline');
    assert.equal(findOccurrences(bytes, 'a.txt', () => true).length, 1);
    assert.equal(findOccurrences(bytes, 'a.txt', knowsNoToken).length, 0);
  });

  it('offers a reference if the language has one and the token is not base64', () => {
    const bytes = Buffer.from(`token = "${tokenString}"\nencoded = "${base64}"\n`);
    const [plain, encoded] = findOccurrences(bytes, '/etc/telegraf/telegraf.conf', knowsNoToken);
    assert.ok(plain?.reference?.text.includes('INFLUXDB3_AUTH_TOKEN'));
    assert.equal(encoded?.reference, undefined);
    assert.equal(findOccurrences(bytes, 'notes.txt', knowsNoToken)[0]?.reference, undefined);
  });

  it('pauses while it searches and counts the lines before a token', () => {
    const bytes = Buffer.from(`${'line\n'.repeat(800_000)}${tokenString}`);
    let pauses = 0;
    const countPauses = <Result>(work: Generator<undefined, Result>): Result => {
      for (;;) {
        const step = work.next();
        if (step.done === true) {
          return step.value;
        }
        pauses += 1;
      }
    };
    const found = countPauses(searchTokens(bytes, knowsNoToken));
    assert.deepEqual(
      countPauses(locateTokens(found, 'a.log', {})).map(({ line, column }) => [line, column]),
      [[800_001, 1]],
    );
    assert.ok(pauses > (2 * bytes.length) / (256 * 1024), `${pauses} pauses`);
  });

  it('returns occurrences whose JSON contains no token string', () => {
    const [occurrence] = findOccurrences(Buffer.from(tokenString), 'a.txt', knowsNoToken);
    assert.ok(occurrence);
    assert.ok(!JSON.stringify(occurrence).includes(tokenString.slice(0, 20)));
  });
});
