import { posix } from 'node:path';
import type { ConfigFile, Consumer, UpdatedFile, Updates } from './consumer.ts';
import { namesAny } from './paths.ts';

const unitFile = /\.(?:service|container|pod|kube|timer|socket)$/;
const dropIn = /\/([^/]+\.(?:service|container|pod|kube))\.d\/[^/]+\.conf$/;
const reading =
  /^(EnvironmentFile|Exec\w*|LoadCredential\w*|Volume|Mount|BindPaths|BindReadOnlyPaths|PodmanArgs|Yaml)$/;

export function isUnitFile(path: string): boolean {
  return unitFile.test(path) || dropIn.test(path);
}

/** The unit that a systemd or Quadlet file or a drop-in belongs to, if it reads an updated file. */
export function systemdUnits(file: ConfigFile, { files, containsNew }: Updates): Consumer[] {
  const name = dropIn.exec(file.path)?.[1] ?? posix.basename(file.path);
  const isAffected = containsNew(file.text, file) || pathsIn(file.text).some((path) => readsAny(path, file, files));
  return isAffected ? [{ kind: 'systemd', name, definedIn: file }] : [];
}

function pathsIn(text: string): string[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, key = '', value = ''] = /^\s*(\w+)\s*=(.*)$/.exec(line) ?? [];
      return reading.test(key) ? value.split(/[\s=:,"']+/) : [];
    })
    .map((word) => word.replace(/^[-@+!]+(?=[/%.])/, ''))
    .filter((word) => /[/.]/.test(word));
}

/** A specifier such as `%h` or `%i` stands for something that only systemd knows, so what surrounds it must match. */
function readsAny(path: string, { path: unit }: ConfigFile, files: readonly UpdatedFile[]): boolean {
  const [, rest] = /^%\w(\/.+)$/.exec(path) ?? [];
  if (rest !== undefined) {
    return files.some((file) => file.path.endsWith(rest));
  }
  const parts = path.split(/%\w/);
  if (path.startsWith('/') && parts.length > 1) {
    // Each part more would multiply the time.
    if (parts.length > 3 || path.split('/').length < 4) {
      return false;
    }
    const pattern = new RegExp(`${parts.map(escapeForRegExp).join('[^/]*')}$`);
    return files.some((file) => pattern.test(file.path));
  }
  const folder = posix.dirname(unit);
  return (
    namesAny(path, folder, files) ||
    files.some((file) => posix.basename(file.path) === posix.basename(path) && file.path.startsWith(`${folder}/`))
  );
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
