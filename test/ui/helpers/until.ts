import assert from 'node:assert/strict';

const limit = 30_000;

/** Polls a condition outside the window until it holds. */
export async function until(condition: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const start = performance.now();
  while (!(await holds())) {
    assert.ok(performance.now() - start < limit, `timed out waiting until ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
