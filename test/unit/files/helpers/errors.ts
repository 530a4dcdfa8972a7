import { closeSync, openSync, writeSync } from 'node:fs';

/** An error as the system gives it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: told by the test`), { code });
}

/** The very error that a full disk gives, from the device that always is one. */
export function errorOfFullDisk(): unknown {
  const full = openSync('/dev/full', 'w');
  try {
    writeSync(full, 'x');
  } catch (error) {
    return error;
  } finally {
    closeSync(full);
  }
  throw new Error('/dev/full took a byte.');
}
