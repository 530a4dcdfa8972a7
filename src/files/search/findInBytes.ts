import { setImmediate } from 'node:timers/promises';
import { isBinary } from '../../content/fileText.ts';
import { searchBytes, type Occurrence } from '../../content/foundFile.ts';
import type { ReferenceContext } from '../../content/references/environmentReference.ts';
import type { IsKnown } from '../../content/tokenAt.ts';

/** In milliseconds: other extensions share the thread. */
const maxSlice = 10;

/** In a binary file, only known tokens are found. Pauses every few milliseconds. @throws TooManyCandidates, or the signal's reason */
export async function findInBytes(
  bytes: Buffer,
  path: string,
  isKnown: IsKnown,
  signal: AbortSignal,
  context: ReferenceContext = {},
): Promise<Occurrence[]> {
  const search = searchBytes(bytes, path, isKnown, context);
  let sliceStart = performance.now();
  for (let step = search.next(); ; step = search.next()) {
    if (step.done === true) {
      return isBinary(bytes) ? step.value.filter(({ token }) => isKnown(token)) : step.value;
    }
    if (performance.now() - sliceStart > maxSlice) {
      await setImmediate();
      signal.throwIfAborted();
      sliceStart = performance.now();
    }
  }
}
