import fs from 'node:fs';
import { appendFileSync } from 'node:fs';
import fsPromises, { open, type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** Called at each boundary between two effects. */
type Boundary = (name: string) => void;

/**
 * Counts everything that a rotation does to the world, and kills this very process at one of it.
 * @param log file in which the boundaries are noted
 * @param killAt number of the boundary at which to die, from 1; 0 for none
 */
export function effectsLoggedTo(log: string, killAt: number): Boundary {
  let count = 0;
  return (name) => {
    count += 1;
    appendFileSync(log, `${count} ${name}\n`);
    if (count === killAt) {
      process.kill(process.pid, 'SIGKILL');
      // A signal to oneself may take a moment, in which nothing more may happen.
      for (;;);
    }
  };
}

/** The same object, with a boundary before and after each of its methods. */
export function countedPort<Port extends object>(name: string, port: Port, boundary: Boundary): Port {
  return new Proxy(port, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      if (typeof value !== 'function') {
        return value;
      }
      return async (...given: unknown[]): Promise<unknown> => {
        boundary(`before ${name}.${String(key)}`);
        const result: unknown = await Reflect.apply(value, target, given);
        boundary(`after ${name}.${String(key)}`);
        return result;
      };
    },
  });
}

/** Puts a boundary before everything that changes a file below `root`, and in the middle of what is written there. */
export async function countFileChanges(root: string, boundary: Boundary): Promise<void> {
  const names = ['open', 'rename', 'rm', 'mkdir'] as const;
  for (const name of names) {
    const original = fsPromises[name] as (...given: unknown[]) => Promise<unknown>;
    Object.assign(fsPromises, {
      [name]: (...given: unknown[]) => {
        if (String(given[0]).startsWith(root)) {
          boundary(`before ${name}`);
        }
        return original(...given);
      },
    });
  }
  const renameSync = fs.renameSync;
  fs.renameSync = (from, to) => {
    boundary('before renameSync');
    renameSync(from, to);
    boundary('after renameSync');
  };
  syncBuiltinESMExports();
  await countHandleChanges(boundary);
}

async function countHandleChanges(boundary: Boundary): Promise<void> {
  const handle = await open(process.execPath, 'r');
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  for (const name of ['chmod', 'sync', 'truncate'] as const) {
    const original: unknown = Reflect.get(prototype, name);
    Object.assign(prototype, {
      async [name](this: FileHandle, ...given: unknown[]) {
        boundary(`before ${name}`);
        await called(original, this, given);
      },
    });
  }
  const writeFile: unknown = Reflect.get(prototype, 'writeFile');
  Object.assign(prototype, {
    async writeFile(this: FileHandle, data: Buffer | string) {
      const bytes = Buffer.from(data);
      const half = Math.ceil(bytes.length / 2);
      boundary('before the first half of a write');
      await called(writeFile, this, [bytes.subarray(0, half)]);
      boundary('in the middle of a write');
      await called(writeFile, this, [bytes.subarray(half)]);
      boundary('after a write');
    },
  });
}

async function called(method: unknown, handle: FileHandle, given: readonly unknown[]): Promise<void> {
  await Reflect.apply(method as (...values: unknown[]) => Promise<void>, handle, given);
}
