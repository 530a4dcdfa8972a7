import assert from 'node:assert/strict';

const limit = 30_000;

/** Resolves as soon as something outside the window holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const start = performance.now();
  while (!(await holds())) {
    assert.ok(performance.now() - start < limit, `never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
