import { fchmodSync, fstatSync, ftruncateSync, readSync, writeSync } from 'node:fs';
import type { Steps } from '../../core/pauses.ts';
import { partLength } from '../../content/wholeBytes.ts';

const permissionBits = 0o7777;

export function* readAll(file: number): Steps<Buffer> {
  // One byte more shows whether the file has grown.
  const bytes = Buffer.allocUnsafe(fstatSync(file).size + 1);
  let length = 0;
  let count: number;
  do {
    count = readSync(file, bytes, length, Math.min(bytes.length - length, partLength), length);
    length += count;
    yield;
  } while (count > 0);
  return bytes.subarray(0, length);
}

export function* compareContent(file: number, bytes: Buffer): Steps<boolean> {
  const part = Buffer.allocUnsafe(Math.min(bytes.length + 1, partLength));
  let position = 0;
  let count: number;
  do {
    count = readSync(file, part, 0, part.length, position);
    if (!part.subarray(0, count).equals(bytes.subarray(position, position + count))) {
      return false;
    }
    position += count;
    yield;
  } while (count > 0);
  return position === bytes.length;
}

/** Writes only what differs. Keeps the setuid and setgid bits, which systems clear on a write. */
export function* overwrite(file: number, current: Buffer, wanted: Buffer): Steps<void> {
  const shared = Math.min(current.length, wanted.length);
  const [start, end] = yield* differingRange(current, wanted, shared);
  const { mode } = fstatSync(file);
  // Only this part needs space, so a full disk is noticed before any byte of the old content is overwritten.
  yield* writeRange(file, wanted, shared, wanted.length);
  yield* writeRange(file, wanted, start, end);
  if (wanted.length < current.length) {
    ftruncateSync(file, wanted.length);
  }
  keepMode(file, mode);
}

function* differingRange(one: Buffer, other: Buffer, length: number): Steps<readonly [start: number, end: number]> {
  const areEqual = (from: number, to: number) => one.subarray(from, to).equals(other.subarray(from, to));
  let start = 0;
  while (start + partLength <= length && areEqual(start, start + partLength)) {
    start += partLength;
    yield;
  }
  while (start < length && one[start] === other[start]) {
    start += 1;
  }
  let end = length;
  while (end - partLength >= start && areEqual(end - partLength, end)) {
    end -= partLength;
    yield;
  }
  while (end > start && one[end - 1] === other[end - 1]) {
    end -= 1;
  }
  return [start, end];
}

function* writeRange(file: number, bytes: Buffer, start: number, end: number): Steps<void> {
  for (let position = start; position < end;) {
    position += writeSync(file, bytes, position, Math.min(end - position, partLength), position);
    yield;
  }
}

function keepMode(file: number, mode: number): void {
  if (fstatSync(file).mode !== mode) {
    try {
      fchmodSync(file, mode & permissionBits);
    } catch {
      // Only the owner can set these bits again, in any editor.
    }
  }
}
