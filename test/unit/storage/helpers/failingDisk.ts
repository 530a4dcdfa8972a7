import fsPromises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { systemError } from '../../files/helpers/errors.ts';

/** Where a disk says that it cannot: as a file is made, as bytes are written, or only as they are synced. */
export type Moment = 'making' | 'writing' | 'syncing';

/** Lets everything below `folder` that makes or writes a file fail so, for as long as `work` runs. */
export async function onFailingDisk<Result>(
  folder: string,
  { code, moment }: { readonly code: string; readonly moment: Moment },
  work: () => Promise<Result>,
): Promise<Result> {
  const { open, writeFile } = fsPromises;
  const opened = async (path: string, flags: string, mode: number): Promise<FileHandle> => {
    if (moment === 'making') throw systemError(code);
    const file = await open(path, flags, mode);
    const fail = () => Promise.reject(systemError(code));
    return Object.assign(file, moment === 'writing' ? { writeFile: fail } : { sync: fail });
  };
  const written = async (path: string, _: string, options: { readonly flag?: string }): Promise<void> => {
    if (moment !== 'making') {
      await writeFile(path, '', options);
    }
    throw systemError(code);
  };
  const isBelow = (path: unknown) => String(path).startsWith(folder);
  Object.assign(fsPromises, {
    open: (...given: Parameters<typeof opened>) => (isBelow(given[0]) ? opened : open)(...given),
    writeFile: (...given: Parameters<typeof written>) => (isBelow(given[0]) ? written : writeFile)(...given),
  });
  syncBuiltinESMExports();
  try {
    return await work();
  } finally {
    Object.assign(fsPromises, { open, writeFile });
    syncBuiltinESMExports();
  }
}
