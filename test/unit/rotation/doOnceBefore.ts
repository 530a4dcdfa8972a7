import type { EffectHook } from './inMemoryFixture.ts';

export function doOnceBefore(effect: string, work: () => unknown): EffectHook {
  let isDone = false;
  return (name) => {
    if (!isDone && name.startsWith(effect)) {
      isDone = true;
      work();
    }
  };
}
