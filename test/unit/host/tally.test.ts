import assert from 'node:assert/strict';
import { closingLine, suiteResult } from '../../host/tally.ts';

const written = (passes: number, failures: number, pending: number): string =>
  JSON.stringify({ passes, failures, pending });

describe('adding suites up', () => {
  it('takes what a suite counted', () => {
    assert.deepEqual(suiteResult('a', written(5, 2, 0), 1), { name: 'a', passed: 5, failed: 2 });
  });

  it('counts a skipped test as failed', () => {
    assert.deepEqual(suiteResult('a', written(5, 0, 1), 1), { name: 'a', passed: 5, failed: 1 });
  });

  it('counts a suite that wrote nothing as failed, whatever it ended with', () => {
    assert.deepEqual(suiteResult('a', undefined, 0), { name: 'a', passed: 0, failed: 1 });
  });

  it('counts a suite as failed whose counts cannot be read', () => {
    for (const text of ['', '{', 'null', '{"passes":1}', '{"passes":"1","failures":0,"pending":0}']) {
      assert.equal(suiteResult('a', text, 0).failed, 1, text);
    }
  });

  it('counts a suite without tests as failed', () => {
    assert.equal(suiteResult('a', written(0, 0, 0), 0).failed, 1);
  });

  it('counts a suite as failed that ended badly after its tests', () => {
    assert.deepEqual(suiteResult('a', written(3, 0, 0), 1), { name: 'a', passed: 3, failed: 1 });
  });

  it('closes with one line', () => {
    const results = [suiteResult('a', written(3, 0, 0), 0), suiteResult('b', written(1, 2, 1), 1)];
    assert.equal(closingLine(results), '4 passed, 3 failed');
  });
});
