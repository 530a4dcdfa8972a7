import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isThorough } from './canaryFolder.ts';
import { allowedSurfaces, type Evidence } from './findings.ts';

/** Chromium's copies of scripts and shaders, which are large and the same in each window. */
const browserCaches = /^browser\/.*(?:Code Cache|ShaderCache|GPUCache|DawnCache|component_crx_cache)\//i;
const extensions = 'extensions/';

/** VS Code's own copies of the files that the user opened or saved: Local History, and unsaved editors. */
const fileCopies = /^(?:User\/History|User\/Backups|data\/Backups|Backups)\//;

const surfaces: readonly (readonly [surface: string, path: RegExp])[] = [
  [allowedSurfaces.fileCopy, fileCopies],
  [allowedSurfaces.chosenFile, /^tmp\/outside-/],
  ['temporary file', /^tmp\//],
  ['crash dump', /crashpad|crash reports/i],
  ['settings file', /^User\/(?:\w+\.json|profiles\/|snippets\/)/],
  ["extension's storage", /globalStorage|workspaceStorage/],
  ['browser storage', /^browser\//],
  ['log', /(?:^|\/)logs?\/|\.log$/],
];

/** In short runs without the large files that neither the extension nor VS Code writes for it. */
export function* profileFiles(profile: string): Generator<Evidence> {
  for (const path of filesIn(profile)) {
    const place = relative(profile, path).replaceAll('\\', '/');
    if (!isThorough() && (browserCaches.test(place) || place.startsWith(extensions))) continue;
    const content = read(path);
    if (content !== undefined) yield evidenceOfFile(place, content);
  }
}

/** @param place the path in the profile, with `/` */
export function evidenceOfFile(place: string, content: Uint8Array): Evidence {
  return { surface: surfaces.find(([, pattern]) => pattern.test(place))?.[0] ?? 'other file', place, content };
}

function* filesIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else if (entry.isFile()) yield path;
  }
}

function read(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    // The browser or VS Code removed it in the meantime.
    return undefined;
  }
}
