import fsPromises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { systemError } from '../../files/helpers/errors.ts';

export type FailingOperation = 'creating' | 'writing' | 'syncing';

export async function withFailingDisk<Result>(
  folder: string,
  { code, operation }: { readonly code: string; readonly operation: FailingOperation },
  work: () => Promise<Result>,
): Promise<Result> {
  const { open, writeFile } = fsPromises;
  const failingOpen = async (path: string, flags: string, mode: number): Promise<FileHandle> => {
    if (operation === 'creating') throw systemError(code);
    const file = await open(path, flags, mode);
    const fail = () => Promise.reject(systemError(code));
    return Object.assign(file, operation === 'writing' ? { writeFile: fail } : { sync: fail });
  };
  const failingWriteFile = async (path: string, _: string, options: { readonly flag?: string }): Promise<void> => {
    if (operation !== 'creating') {
      await writeFile(path, '', options);
    }
    throw systemError(code);
  };
  const isBelow = (path: unknown) => String(path).startsWith(folder);
  Object.assign(fsPromises, {
    open: (...args: Parameters<typeof failingOpen>) => (isBelow(args[0]) ? failingOpen : open)(...args),
    writeFile: (...args: Parameters<typeof failingWriteFile>) =>
      (isBelow(args[0]) ? failingWriteFile : writeFile)(...args),
  });
  syncBuiltinESMExports();
  try {
    return await work();
  } finally {
    Object.assign(fsPromises, { open, writeFile });
    syncBuiltinESMExports();
  }
}
