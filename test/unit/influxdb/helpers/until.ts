import assert from 'node:assert/strict';

const timeout = 1_500;

export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const start = performance.now();
  while (!(await condition())) {
    assert.ok(performance.now() - start < timeout, `timed out: ${what}`);
    await new Promise(setImmediate);
  }
}
