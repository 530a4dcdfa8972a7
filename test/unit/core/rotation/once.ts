import type { AtEffect } from './smallWorld.ts';

/** Runs `work` just before the first effect whose name starts with `effect`. */
export function once(effect: string, work: () => unknown): AtEffect {
  let isDone = false;
  return (name) => {
    if (!isDone && name.startsWith(effect)) {
      isDone = true;
      work();
    }
  };
}
