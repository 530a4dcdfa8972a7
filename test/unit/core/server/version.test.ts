import assert from 'node:assert/strict';
import { isOlderThan } from '../../../../src/core/server/version.ts';

describe('isOlderThan', () => {
  for (const [version, isOlder] of [
    ['3.9.2', true],
    ['2.7.11', true],
    ['3.10.0', false],
    ['3.11.0-nightly', false],
    ['3.10.0-0.rc.1', false],
    ['v3.9.0', true],
    ['4.0', false],
    ['', false],
    ['unknown', false],
    [undefined, false],
  ] as const) {
    it(`is ${isOlder} for ${version} and 3.10`, () => assert.equal(isOlderThan(version, 3, 10), isOlder));
  }
});
