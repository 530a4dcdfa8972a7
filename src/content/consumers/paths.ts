import { posix } from 'node:path';
import type { UpdatedFile } from './consumer.ts';

/** Whether a path in a file of `folder` means one of the files, or a folder that contains one. */
export function namesAny(path: string, folder: string, files: readonly UpdatedFile[]): boolean {
  const resolved = resolvePath(path, folder);
  return resolved !== undefined && files.some((file) => isIn(resolved, file.path) || isDeployedAs(resolved, file.path));
}

/** @returns `undefined` if it depends on a variable without a default */
export function resolvePath(path: string, folder: string): string | undefined {
  const known = path
    .replace(/^\$\{?PWD\}?(?=\/|$)/, '.')
    .replace(/\$\{\w+:?-([^${}]*)\}/g, '$1')
    .replaceAll('\\', '/');
  if (known === '' || /[$%]/.test(known)) {
    return undefined;
  }
  const resolved = /^[A-Za-z]:\//.test(known) ? posix.normalize(known) : posix.resolve(folder, known);
  return resolved.length > 1 ? resolved.replace(/\/$/, '') : resolved;
}

function isIn(folder: string, path: string): boolean {
  return folder !== '/' && (path === folder || path.startsWith(`${folder}/`));
}

/** A repository often contains a file under the path at which it is deployed: `etc/telegraf/telegraf.conf`. */
function isDeployedAs(absolute: string, path: string): boolean {
  return absolute.split('/').length > 3 && path.endsWith(absolute);
}
