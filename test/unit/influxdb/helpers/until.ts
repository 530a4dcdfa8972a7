import assert from 'node:assert/strict';

const limit = 1_500;

/** Resolves as soon as something holds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const start = performance.now();
  while (!holds()) {
    assert.ok(performance.now() - start < limit, `never came: ${what}`);
    await new Promise(setImmediate);
  }
}
