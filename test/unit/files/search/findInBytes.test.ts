import assert from 'node:assert/strict';
import { findInBytes } from '../../../../src/files/search/findInBytes.ts';
import { randomTokenString } from '../helpers/searchTree.ts';

describe('findInBytes', () => {
  it('reads what references depend on once, and only if there are tokens', async () => {
    const token = randomTokenString();
    const { signal } = new AbortController();
    for (const [content, isKnown, expected] of [
      ['A=1\n', false, 0],
      [`${token}\n${token}\n`, false, 1],
      [`\0\x01${token}`, false, 0],
      [`\0\x01${token}`, true, 1],
    ] as const) {
      let count = 0;
      const readContext = () => {
        count += 1;
        return Promise.resolve({});
      };
      await findInBytes(Buffer.from(content), 'a.py', () => isKnown, signal, readContext);
      assert.equal(count, expected);
    }
  });
});
