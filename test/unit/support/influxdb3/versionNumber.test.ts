import assert from 'node:assert/strict';
import { versionNumber } from '../../../support/influxdb3/versionNumber.ts';

describe('versionNumber', () => {
  const outputs: Record<string, string> = {
    'influxdb3 InfluxDB 3 Core Edition, version 3.10.0, revision abc': '3.10.0',
    'influxdb3 3.7.0 (token server for tests)': '3.7.0',
    'influxdb3 InfluxDB 3 Core Edition, version 3.11.0-nightly.2, revision abc': '3.11.0-nightly.2',
    'influxdb3, version 3.10.1.': '3.10.1',
  };
  for (const [output, version] of Object.entries(outputs)) {
    it(`finds ${version}`, () => {
      assert.equal(versionNumber(output), version);
    });
  }

  it('returns the whole output when it contains no version number', () => {
    assert.equal(versionNumber('unknown'), 'unknown');
  });
});
