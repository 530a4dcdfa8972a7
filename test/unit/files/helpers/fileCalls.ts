import fs from 'node:fs';
import fsPromises, { open, type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

type Functions = Record<string, (...args: unknown[]) => unknown>;

const syncNames = ['fstatSync', 'lstatSync', 'readSync', 'ftruncateSync', 'fchmodSync', 'renameSync'] as const;
const promiseNames = ['open', 'lstat', 'realpath', 'rm', 'mkdir'] as const;
const handleNames = ['chmod', 'stat', 'readFile', 'sync', 'truncate', 'close'] as const;

/** Calls `before` before each call of a file system function in this process, and in the middle of each write. */
export async function beforeEachCall(before: (name: string) => void): Promise<void> {
  const handle = await open(import.meta.filename);
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  for (const [target, names] of [
    [fs, syncNames],
    [fsPromises, promiseNames],
    [prototype, handleNames],
  ] as const) {
    const functions = target as unknown as Functions;
    for (const name of names) {
      const real = functions[name];
      functions[name] = function (...args) {
        before(name);
        return real?.apply(this, args);
      };
    }
  }
  const writeSync = fs.writeSync as (file: number, bytes: Buffer, at: number, length: number, to: number) => number;
  const halfWriteSync = (file: number, bytes: Buffer, at: number, length: number, to: number) => {
    before(length > 1 ? 'writeSync of a half' : 'writeSync');
    return writeSync(file, bytes, at, Math.ceil(length / 2), to);
  };
  Object.assign(fs, { writeSync: halfWriteSync });
  const writeFile = Reflect.get(prototype, 'writeFile') as (bytes: Buffer) => Promise<void>;
  Object.assign(prototype, {
    async writeFile(this: FileHandle, bytes: Buffer) {
      before('writeFile');
      const half = Math.ceil(bytes.length / 2);
      await writeFile.call(this, bytes.subarray(0, half));
      before('writeFile of the second half');
      await writeFile.call(this, bytes.subarray(half));
    },
  });
  syncBuiltinESMExports();
}
