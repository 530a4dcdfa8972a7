import assert from 'node:assert/strict';
import { productFacts } from '../../../../src/ui/servers/productFacts.ts';
import { sentence } from '../../../support/sentences.ts';

describe('productFacts', () => {
  for (const product of ['enterprise', 'cloud', 'core', 'unknown'] as const) {
    const isTested = product === 'core' || product === 'unknown';
    it(`${isTested ? "doesn't say" : 'says'} that ${product} is untested on a licensed server`, () => {
      const values = productFacts(product).map(([, value]) => value);
      assert.equal(values.includes(sentence('productUntested')), !isTested);
    });
  }
});
