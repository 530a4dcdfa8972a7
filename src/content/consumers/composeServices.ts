import type { ConfigFile, UpdatedFile, Updates } from './consumer.ts';
import { namesAny } from './paths.ts';
import { entriesOf, listOf, member, objects, stringsIn, textOf, type YamlValue } from './yaml.ts';

export interface ComposeFile {
  readonly file: ConfigFile;
  readonly document: YamlValue;
}

/** How Compose reads a file: paths are relative to the folder, and variables come from updated env files. */
export interface ComposeContext {
  readonly folder: string;
  readonly variables: readonly string[];
}

/** Finds the services of another file, which `extends` names by its path. */
export type FindElsewhere = (file: string) => ReadonlySet<string>;

/** The services of a Compose file that mount or interpolate an updated file, or contain the token. */
export function affectedServices(
  { file, document }: ComposeFile,
  { folder, variables }: ComposeContext,
  updates: Updates,
  findElsewhere: FindElsewhere,
): ReadonlySet<string> {
  const isAffected = (value: unknown) =>
    stringsIn(value).some((text) => updates.containsNew(text, file)) || variables.some((name) => uses(value, name));
  const affected = {
    configs: affectedNames(document, 'configs', folder, updates, isAffected),
    secrets: affectedNames(document, 'secrets', folder, updates, isAffected),
  };
  const volumes = volumesOn(document, folder, updates.files);
  const services = entriesOf(member(document, 'services'));
  const direct = services
    .filter(
      ([, service]) =>
        isAffected(service) ||
        volumeSources(service).some((name) => volumes.has(name)) ||
        mountedPaths(service).some((path) => namesAny(path, folder, updates.files)) ||
        (['configs', 'secrets'] as const).some((kind) =>
          [...listOf(member(service, kind)), ...listOf(member(member(service, 'build'), kind))].some((use) =>
            affected[kind].has(textOf(use) || textOf(member(use, 'source'))),
          ),
        ),
    )
    .map(([name]) => name);
  return withExtending(services, new Set(direct), findElsewhere);
}

function withExtending(
  services: readonly [string, unknown][],
  names: Set<string>,
  findElsewhere: FindElsewhere,
): Set<string> {
  for (let size = -1; size !== names.size;) {
    size = names.size;
    for (const [name, service] of services) {
      const base = member(service, 'extends');
      const path = textOf(member(base, 'file'));
      const bases = path === '' ? names : findElsewhere(path);
      if (bases.has(textOf(base) || textOf(member(base, 'service')))) {
        names.add(name);
      }
    }
  }
  return names;
}

function affectedNames(
  document: YamlValue,
  kind: 'configs' | 'secrets',
  folder: string,
  { files }: Updates,
  isAffected: (value: unknown) => boolean,
): Set<string> {
  const names = entriesOf(member(document, kind))
    .filter(([, value]) => isAffected(value) || namesAny(textOf(member(value, 'file')), folder, files))
    .map(([name]) => name);
  return new Set(names);
}

/** Named volumes that are a folder with an updated file. */
function volumesOn(document: YamlValue, folder: string, files: readonly UpdatedFile[]): Set<string> {
  const names = entriesOf(member(document, 'volumes'))
    .filter(([, value]) => namesAny(textOf(member(member(value, 'driver_opts'), 'device')), folder, files))
    .map(([name]) => name);
  return new Set(names);
}

function volumeSources(service: unknown): string[] {
  return listOf(member(service, 'volumes')).map(
    (volume) => textOf(member(volume, 'source')) || (/^[^:]*(?=:)/.exec(textOf(volume))?.[0] ?? ''),
  );
}

function mountedPaths(service: unknown): string[] {
  const volumes = listOf(member(service, 'volumes')).map(
    (volume) => textOf(member(volume, 'source')) || sourceOf(textOf(volume)),
  );
  const envFiles = listOf(member(service, 'env_file')).map((use) => textOf(use) || textOf(member(use, 'path')));
  const watched = objects(listOf(member(member(service, 'develop'), 'watch'))).map((use) => textOf(use['path']));
  return [...volumes, ...envFiles, ...watched].filter((path) => path !== '');
}

/** The source of `source:target:mode`. A name without a slash is a volume. */
function sourceOf(volume: string): string {
  const [source = ''] = /^(?:[A-Za-z]:[\\/])?(?:\$\{[^}]*\}|[^:])*/.exec(volume) ?? [];
  return /^[.~/\\$]|^[A-Za-z]:[\\/]/.test(source) && source !== volume ? source : '';
}

function uses(value: unknown, name: string): boolean {
  const environment = member(value, 'environment');
  const isPassed =
    listOf(environment).includes(name) || entriesOf(environment).some(([key, set]) => key === name && set === null);
  const reference = new RegExp(String.raw`(?<!\$)\$(?:${name}\b|\{${name}[^\w])`);
  return isPassed || textOf(environment) === name || stringsIn(value).some((text) => reference.test(text));
}
