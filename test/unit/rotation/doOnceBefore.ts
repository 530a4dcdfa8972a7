import type { EffectHook } from './inMemoryFixture.ts';

/** Runs `work` just before the first effect whose name starts with `effect`. */
export function doOnceBefore(effect: string, work: () => unknown): EffectHook {
  let isDone = false;
  return (name) => {
    if (!isDone && name.startsWith(effect)) {
      isDone = true;
      work();
    }
  };
}
