import assert from 'node:assert/strict';

const timeout = 1_500;

/** Resolves as soon as something holds. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const start = performance.now();
  while (!condition()) {
    assert.ok(performance.now() - start < timeout, `never came: ${what}`);
    await new Promise(setImmediate);
  }
}
