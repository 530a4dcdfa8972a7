import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isThorough } from './canaryFolder.ts';
import { allowedSurfaces, type Evidence } from './findings.ts';

/** Chromium's copies of scripts and shaders, which are large and the same in each window. */
const browserCaches = /^browser\/.*(?:Code Cache|ShaderCache|GPUCache|DawnCache|component_crx_cache)\//i;
const extensions = 'extensions/';

/** VS Code's own copies of the files that the user opened or saved: Local History, and unsaved editors. */
const fileCopies = /^(?:User\/History|User\/Backups|data\/Backups|Backups)\//;

const terminalLogs = /^logs\/[^/]+\/(?:ptyhost|remoteagent)\.log$/;

/** The first line of VS Code's copy of an unsaved editor, which it writes as a temporary file first. */
const hotExitCopy = /^(?:untitled|file|vscode-remote):\S* \{.*"typeId":.*\}\n/;

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
    if (content !== undefined) yield* evidenceOfFile(place, content);
  }
}

/** @param place the path in the profile, with `/` */
export function evidenceOfFile(place: string, content: Uint8Array): Evidence[] {
  const surface = surfaces.find(([, pattern]) => pattern.test(place))?.[0] ?? 'other file';
  if (terminalLogs.test(place)) return evidenceOfTerminalLog(place, Buffer.from(content).toString('utf8'));
  if (surface === 'temporary file' && hotExitCopy.test(Buffer.from(content.subarray(0, 500)).toString('latin1'))) {
    return [{ surface: allowedSurfaces.fileCopy, place, content }];
  }
  return [{ surface, place, content }];
}

/** VS Code writes the environment of new terminals to its own log. Other lines of the log must not contain tokens. */
export function evidenceOfTerminalLog(place: string, log: string): Evidence[] {
  const isOfTerminal = (line: string): boolean => line.includes('INFLUXDB3_AUTH_TOKEN');
  const lines = log.split('\n');
  return [
    { surface: 'log', place, content: lines.filter((line) => !isOfTerminal(line)).join('\n') },
    { surface: allowedSurfaces.terminalLog, place, content: lines.filter(isOfTerminal).join('\n') },
  ];
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
