import assert from 'node:assert/strict';

export async function until(what: string, condition: () => boolean | Promise<boolean>, timeout = 1_500): Promise<void> {
  const start = performance.now();
  while (!(await condition())) {
    assert.ok(performance.now() - start < timeout, `timed out: ${what}`);
    await new Promise(setImmediate);
  }
}
