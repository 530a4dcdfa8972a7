import assert from 'node:assert/strict';
import { hasResourceTokens, isCloudUrl, productFrom, productName } from '../../../src/core/product.ts';

const own = 'https://db.example.com:8181';
const cloud = 'https://abc-123.enterprise.influxdb.io';

describe('productFrom', () => {
  for (const [name, build, url, product] of [
    ['InfluxDB 3 Core', 'Core', own, 'core'],
    ['InfluxDB 3 Enterprise', 'Enterprise', own, 'enterprise'],
    [undefined, 'Enterprise', own, 'enterprise'],
    [undefined, 'Core', own, 'core'],
    ['InfluxDB 3 Core', 'Enterprise', own, 'core'],
    ['InfluxDB 3 Cloud', undefined, own, 'cloud'],
    ['InfluxDB 3 Enterprise', 'Enterprise', cloud, 'cloud'],
    [undefined, undefined, cloud, 'cloud'],
    ['InfluxDB 3 Core', undefined, cloud, 'core'],
    ['something else', 'Enterprise', own, 'enterprise'],
    ['something else', 'OSS', own, 'unknown'],
    ['Encore', 'Cores', own, 'unknown'],
    [undefined, undefined, own, 'unknown'],
  ] as const) {
    it(`is ${product} for "${name}", build "${build}", at ${url}`, () => {
      assert.equal(productFrom({ url, productName: name, build }), product);
    });
  }
});

describe('isCloudUrl', () => {
  it('looks at the host only', () => {
    assert.ok(isCloudUrl(`${cloud}:443/path`));
    for (const url of [
      'https://enterprise.influxdb.io.example.com',
      'https://example.com/.enterprise.influxdb.io',
      'https://user@example.com?x.enterprise.influxdb.io',
      'https://xenterprise.influxdb.io',
      'not a URL',
    ]) {
      assert.equal(isCloudUrl(url), false, url);
    }
  });
});

describe('hasResourceTokens', () => {
  it('is true only for products that are known to have them', () => {
    const products = ['core', 'enterprise', 'cloud', 'unknown'] as const;
    assert.deepEqual(products.filter(hasResourceTokens), ['enterprise', 'cloud']);
    assert.deepEqual(products.map(productName), [
      'InfluxDB 3 Core',
      'InfluxDB 3 Enterprise',
      'InfluxDB 3 Cloud',
      undefined,
    ]);
  });
});
