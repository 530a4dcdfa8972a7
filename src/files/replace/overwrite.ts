import { fchmodSync, fstatSync, ftruncateSync, readSync, writeSync } from 'node:fs';

const permissionBits = 0o7777;

export function readAll(file: number): Buffer {
  // One byte more shows whether the file has grown.
  const bytes = Buffer.allocUnsafe(fstatSync(file).size + 1);
  let length = 0;
  let count: number;
  do {
    count = readSync(file, bytes, length, bytes.length - length, length);
    length += count;
  } while (count > 0);
  return bytes.subarray(0, length);
}

/** Writes only what differs. Keeps the setuid and setgid bits, which systems clear on a write. */
export function overwrite(file: number, current: Buffer, wanted: Buffer): void {
  const { mode } = fstatSync(file);
  const shared = Math.min(current.length, wanted.length);
  // Only this part needs space, so a full disk is noticed before any byte of the old content is overwritten.
  writeRange(file, wanted, shared, wanted.length);
  writeRange(file, wanted, ...differingRange(current, wanted, shared));
  if (wanted.length < current.length) {
    ftruncateSync(file, wanted.length);
  }
  keepMode(file, mode);
}

function differingRange(one: Buffer, other: Buffer, length: number): [start: number, end: number] {
  let start = 0;
  while (start < length && one[start] === other[start]) {
    start += 1;
  }
  let end = length;
  while (end > start && one[end - 1] === other[end - 1]) {
    end -= 1;
  }
  return [start, end];
}

function writeRange(file: number, bytes: Buffer, start: number, end: number): void {
  for (let position = start; position < end;) {
    position += writeSync(file, bytes, position, end - position, position);
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
