import assert from 'node:assert/strict';
import { isReplaceable } from '../../../../src/core/token/replaceable.ts';

describe('isReplaceable', () => {
  const products = ['core', 'enterprise', 'cloud', 'unknown'] as const;
  for (const [name, permissions, expected] of [
    // InfluxData manages the operator token of InfluxDB 3 Cloud.
    ['_admin', '*:*:*', ['core', 'enterprise', 'unknown']],
    ['ci', '*:*:*', products],
    ['ci', 'db:a:read', ['enterprise', 'cloud']],
    ['ci', 'db:a:drop', []],
    ['ci', '', []],
    ['_admin', '', []],
  ] as const) {
    it(`is true for "${name}" with "${permissions}" only on ${expected.join(', ') || 'no product'}`, () => {
      assert.deepEqual(
        products.filter((product) => isReplaceable({ name, permissions }, product)),
        expected,
      );
    });
  }
});
