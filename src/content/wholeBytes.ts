import { createHash } from 'node:crypto';
import type { Steps } from '../core/pauses.ts';

/** In bytes: what is copied, compared, or hashed without a pause. */
export const partLength = 1024 * 1024;

/** SHA-256 in hex. For large files, {@link fingerprintInSteps} doesn't block other work. */
export function fingerprint(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function* fingerprintInSteps(bytes: Buffer): Steps<string> {
  const hash = createHash('sha256');
  for (const part of partsOf(bytes)) {
    hash.update(part);
    yield;
  }
  return hash.digest('hex');
}

export function* concatenate(all: readonly Buffer[]): Steps<Buffer> {
  const whole = Buffer.allocUnsafe(all.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const bytes of all) {
    for (const part of partsOf(bytes)) {
      end += part.copy(whole, end);
      yield;
    }
  }
  return whole;
}

/** Swaps the bytes of each UTF-16 unit in a copy. The length must be even. */
export function* swapBytes(bytes: Buffer): Steps<Buffer> {
  const swapped = yield* concatenate([bytes]);
  for (const part of partsOf(swapped)) {
    part.swap16();
    yield;
  }
  return swapped;
}

function* partsOf(bytes: Buffer): Generator<Buffer, void> {
  for (let start = 0; start < bytes.length; start += partLength) {
    yield bytes.subarray(start, start + partLength);
  }
}
