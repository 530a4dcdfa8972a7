import assert from 'node:assert/strict';
import { closingLine, suiteResult } from '../../../support/host/suiteResult.ts';

const countsFile = (passes: number, failures: number, pending: number): string =>
  JSON.stringify({ passes, failures, pending });

describe('suiteResult', () => {
  it('reads the counts', () => {
    assert.deepEqual(suiteResult('a', countsFile(5, 2, 0), 1), { name: 'a', passed: 5, failed: 2 });
  });

  it('counts a skipped test as failed', () => {
    assert.deepEqual(suiteResult('a', countsFile(5, 0, 1), 1), { name: 'a', passed: 5, failed: 1 });
  });

  it('fails a suite that wrote no counts, even if it exited with 0', () => {
    assert.deepEqual(suiteResult('a', undefined, 0), { name: 'a', passed: 0, failed: 1 });
  });

  it('fails a suite whose counts are invalid', () => {
    for (const text of ['', '{', 'null', '{"passes":1}', '{"passes":"1","failures":0,"pending":0}']) {
      assert.equal(suiteResult('a', text, 0).failed, 1, text);
    }
  });

  it('fails a suite without tests', () => {
    assert.equal(suiteResult('a', countsFile(0, 0, 0), 0).failed, 1);
  });

  it('fails a suite that exited with an error although no test failed', () => {
    assert.deepEqual(suiteResult('a', countsFile(3, 0, 0), 1), { name: 'a', passed: 3, failed: 1 });
  });
});

describe('closingLine', () => {
  it('adds up all suites', () => {
    const results = [suiteResult('a', countsFile(3, 0, 0), 0), suiteResult('b', countsFile(1, 2, 1), 1)];
    assert.equal(closingLine(results), '4 passed, 3 failed');
  });
});
