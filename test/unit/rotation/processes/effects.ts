import fs from 'node:fs';
import { appendFileSync } from 'node:fs';
import fsPromises, { open, type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

type Boundary = (name: string) => void;

/** Creates a function that logs its calls to the file, and kills this process at call `killAt`, from 1 (0 for none). */
export function createBoundary(log: string, killAt: number): Boundary {
  let count = 0;
  return (name) => {
    count += 1;
    appendFileSync(log, `${count} ${name}\n`);
    if (count === killAt) {
      process.kill(process.pid, 'SIGKILL');
      // The signal may take a moment to arrive, and nothing may happen until then.
      for (;;);
    }
  };
}

export function countPortCalls<Port extends object>(name: string, port: Port, boundary: Boundary): Port {
  return new Proxy(port, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      if (typeof value !== 'function') {
        return value;
      }
      return async (...args: unknown[]): Promise<unknown> => {
        boundary(`before ${name}.${String(key)}`);
        const result: unknown = await Reflect.apply(value, target, args);
        boundary(`after ${name}.${String(key)}`);
        return result;
      };
    },
  });
}

/** Adds a boundary before each change of a file in `root`, and in the middle of each write. */
export async function countFileChanges(root: string, boundary: Boundary): Promise<void> {
  const names = ['open', 'rename', 'rm', 'mkdir'] as const;
  for (const name of names) {
    const original = fsPromises[name] as (...args: unknown[]) => Promise<unknown>;
    Object.assign(fsPromises, {
      [name]: (...args: unknown[]) => {
        if (String(args[0]).startsWith(root) && !(name === 'open' && isForReading(args[1]))) {
          boundary(`before ${name}`);
        }
        return original(...args);
      },
    });
  }
  const ftruncateSync = fs.ftruncateSync;
  fs.ftruncateSync = (file, length) => {
    boundary('before ftruncateSync');
    ftruncateSync(file, length);
    boundary('after ftruncateSync');
  };
  countWritesInPlace(boundary);
  const renameSync = fs.renameSync;
  fs.renameSync = (from, to) => {
    boundary('before renameSync');
    renameSync(from, to);
    boundary('after renameSync');
  };
  syncBuiltinESMExports();
  await countHandleChanges(boundary);
}

function isForReading(flags: unknown): boolean {
  const { O_RDWR, O_WRONLY } = fs.constants;
  return typeof flags === 'number' ? (flags & (O_RDWR | O_WRONLY)) === 0 : flags === 'r';
}

/** Each half of a write is another boundary. */
function countWritesInPlace(boundary: Boundary): void {
  const writeSync = fs.writeSync as (file: number, bytes: Buffer, at: number, length: number, to: number) => number;
  const halfWriteSync: typeof writeSync = (file, bytes, at, length, to) => {
    boundary('before a write in place');
    const written = writeSync(file, bytes, at, Math.ceil(length / 2), to);
    boundary('after a write in place');
    return written;
  };
  Object.assign(fs, { writeSync: halfWriteSync });
}

async function countHandleChanges(boundary: Boundary): Promise<void> {
  const handle = await open(process.execPath, 'r');
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  for (const name of ['chmod', 'sync', 'truncate'] as const) {
    const original: unknown = Reflect.get(prototype, name);
    Object.assign(prototype, {
      async [name](this: FileHandle, ...args: unknown[]) {
        boundary(`before ${name}`);
        await callMethod(original, this, args);
      },
    });
  }
  const writeFile: unknown = Reflect.get(prototype, 'writeFile');
  Object.assign(prototype, {
    async writeFile(this: FileHandle, data: Buffer | string) {
      const bytes = Buffer.from(data);
      const half = Math.ceil(bytes.length / 2);
      boundary('before the first half of a write');
      await callMethod(writeFile, this, [bytes.subarray(0, half)]);
      boundary('in the middle of a write');
      await callMethod(writeFile, this, [bytes.subarray(half)]);
      boundary('after a write');
    },
  });
}

async function callMethod(method: unknown, handle: FileHandle, args: readonly unknown[]): Promise<void> {
  await Reflect.apply(method as (...values: unknown[]) => Promise<void>, handle, args);
}
