import type { AtEffect } from './smallWorld.ts';

/** Does something right before an effect, the first time that it comes. */
export function once(effect: string, work: () => unknown): AtEffect {
  let isDone = false;
  return (name) => {
    if (!isDone && name.startsWith(effect)) {
      isDone = true;
      work();
    }
  };
}
