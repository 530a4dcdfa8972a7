import { closeSync, openSync, writeSync } from 'node:fs';

export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: injected by the test`), { code });
}

/** Returns the real error of a full disk, from the device that is always full. */
export function diskFullError(): unknown {
  const full = openSync('/dev/full', 'w');
  try {
    writeSync(full, 'x');
  } catch (error) {
    return error;
  } finally {
    closeSync(full);
  }
  throw new Error('/dev/full accepted a byte.');
}
