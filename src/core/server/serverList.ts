import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { marksByUrl, unmarked } from './serverMarks.ts';
import { maxServerNameLength, serverNameProblem } from './serverName.ts';
import type { BrokenEntry, Server, ServerEntry } from './server.ts';
import { normalizeServerUrl } from './serverUrl.ts';
import { displayName } from '../token/tokenName.ts';
import { UserError } from '../errors.ts';

export interface ServerListSource {
  readonly scope: 'user' | 'workspace';
  readonly value: unknown;
  /** The folder for a relative `caFile`; `undefined` in user settings, where it must be absolute. */
  readonly folder: string | undefined;
}

const entrySchema = v.object({
  name: v.pipe(
    v.string(),
    v.trim(),
    v.check((name) => serverNameProblem(name) === undefined),
  ),
  url: v.string(),
  caFile: v.optional(v.pipe(v.string(), v.nonEmpty())),
  verifyCertificate: v.optional(v.boolean(), true),
  production: v.optional(v.boolean()),
  readOnly: v.optional(v.boolean()),
});

/**
 * If user and workspace settings define one URL, the user's entry is used, with the marks of all of them. Invalid or
 * repeated entries are broken.
 */
export function combineServerLists(sources: readonly ServerListSource[]): ServerEntry[] {
  const userFirst = [...sources].sort((one, other) => Number(other.scope === 'user') - Number(one.scope === 'user'));
  const combined: ServerEntry[] = [];
  const seenUrls = new Map<string, { readonly name: string; readonly source: ServerListSource }>();
  for (const source of userFirst) {
    for (const entry of decodeList(source)) {
      const first = entry.kind === 'server' ? seenUrls.get(entry.url) : undefined;
      if (first === undefined) {
        combined.push(entry);
      } else if (first.source === source) {
        combined.push({
          kind: 'broken',
          name: entry.name,
          problem: duplicateUrlProblem(first.name),
          scope: source.scope,
        });
      }
      if (entry.kind === 'server' && first === undefined) {
        seenUrls.set(entry.url, { name: entry.name, source });
      }
    }
  }
  const marks = marksByUrl(sources.map(({ value }) => value));
  return combined.map((entry) => (entry.kind === 'server' ? { ...entry, ...marks.get(entry.url) } : entry));
}

const duplicateUrlProblem = (firstName: string): string =>
  l10n.t('This URL is listed twice, first as "{0}". Remove one of the entries.', firstName);

function decodeList(source: ServerListSource): ServerEntry[] {
  if (source.value === undefined || source.value === null) {
    return [];
  }
  if (!Array.isArray(source.value)) {
    return [
      {
        kind: 'broken',
        name: 'influxdb3Tokens.servers',
        problem: l10n.t('The setting must be an array.'),
        scope: source.scope,
      },
    ];
  }
  return source.value.map((item: unknown, index) => decodeEntry(item, index, source));
}

function decodeEntry(item: unknown, index: number, source: ServerListSource): ServerEntry {
  const decoded = v.safeParse(entrySchema, item);
  if (!decoded.success) {
    const [issue] = decoded.issues;
    const field = v.getDotPath(issue);
    return brokenEntry(
      item,
      index,
      source,
      field === null ? l10n.t('The entry must be an object with a name and a URL.') : fieldProblem(field),
    );
  }
  const { name, url, caFile, verifyCertificate } = decoded.output;
  try {
    return {
      kind: 'server',
      name,
      url: normalizeServerUrl(url),
      caFile: caFile === undefined ? undefined : resolveCaFile(caFile, source),
      // A hostile workspace must not be able to turn off certificate verification.
      verifyCertificate: verifyCertificate || source.scope === 'workspace',
      scope: source.scope,
      ...unmarked,
    };
  } catch (error) {
    if (error instanceof UserError) {
      return brokenEntry(item, index, source, error.message);
    }
    throw error;
  }
}

function fieldProblem(field: string): string {
  switch (field) {
    case 'name':
      return l10n.t('"name" must be a single line of 1 to {0} characters.', maxServerNameLength);
    case 'url':
      return l10n.t('"url" must be a string such as "https://localhost:8181".');
    case 'caFile':
      return l10n.t('"caFile" must be the path to a PEM file.');
    default:
      return l10n.t('"{0}" must be true or false.', field);
  }
}

function resolveCaFile(caFile: string, source: ServerListSource): string {
  if (caFile.startsWith('~/') || caFile.startsWith('~\\')) {
    return join(homedir(), caFile.slice(2));
  }
  if (source.scope === 'workspace' && /^[\\/]{2}/.test(caFile)) {
    // To read the file, Windows would send the user's credentials to the host of the share.
    throw new UserError(l10n.t('"caFile" can\'t be on a network share in workspace settings.'));
  }
  if (isAbsolute(caFile)) {
    return caFile;
  }
  if (source.folder === undefined) {
    throw new UserError(l10n.t('"caFile" must be an absolute path or start with ~/.'));
  }
  return resolve(source.folder, caFile);
}

function brokenEntry(item: unknown, index: number, source: ServerListSource, problem: string): BrokenEntry {
  const decoded = v.safeParse(v.object({ name: v.pipe(v.string(), v.trim(), v.nonEmpty()) }), item);
  return {
    kind: 'broken',
    name: decoded.success ? displayName(decoded.output.name) : l10n.t('Entry {0}', index + 1),
    problem,
    scope: source.scope,
  };
}

/** An entry in user settings takes precedence. @throws UserError if no entry matches, or the name is ambiguous */
export function findServer(entries: readonly ServerEntry[], nameOrUrl: string): Server {
  const servers = entries.filter((entry) => entry.kind === 'server');
  const url = tryNormalize(nameOrUrl);
  const byUrl = servers.find((server) => server.url === url);
  if (byUrl !== undefined) {
    return byUrl;
  }
  const named = servers.filter((server) => server.name === nameOrUrl.trim());
  const definedByUser = named.filter((server) => server.scope === 'user');
  // A workspace must not be able to take over a URL by using it as the name of a different server.
  const candidates = definedByUser.length > 0 || url !== undefined ? definedByUser : named;
  const [only, ...others] = candidates;
  if (only === undefined) {
    throw new UserError(
      l10n.t('There\'s no server named "{0}". To add it, use "InfluxDB 3: Add Server".', nameOrUrl.slice(0, 200)),
    );
  }
  if (others.length > 0) {
    throw new UserError(
      l10n.t(
        'Several servers are named "{0}": {1}. Use the URL instead.',
        only.name,
        candidates.map((server) => server.url).join(', '),
      ),
    );
  }
  return only;
}

function tryNormalize(text: string): string | undefined {
  try {
    return normalizeServerUrl(text);
  } catch {
    return undefined;
  }
}
