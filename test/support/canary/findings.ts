import { appendFileSync, readFileSync } from 'node:fs';
import { findingsFile } from './canaryFolder.ts';
import type { TokenSearch } from './tokenSearch.ts';

/** Something that was written or shown. */
export interface Evidence {
  /** The kind of place, such as `log`. */
  readonly surface: string;
  /** Where exactly, such as a path in the profile. */
  readonly place: string;
  readonly content: string | Uint8Array;
}

/** A token where none may be. Never contains a part of it. */
export interface Finding {
  readonly surface: string;
  readonly place: string;
  readonly encoding: string;
  readonly name: string;
}

/** Where tokens may be: they show that the search sees what it should. */
export const allowedSurfaces = {
  fileInEditor: 'file in an editor',
  fileCopy: 'copy of a file',
  /** Integration tests create the user's files in such folders. */
  chosenFile: 'file outside of the workspace',
  /** VS Code itself writes the environment of new terminals there, which SECURITY.md says. */
  terminalLog: 'log of terminals at level trace',
  terminal: 'environment of a terminal for a token',
} as const;

export const isAllowed = (surface: string): boolean => Object.values<string>(allowedSurfaces).includes(surface);

export function findIn(search: TokenSearch, evidence: Iterable<Evidence>): Finding[] {
  const findings: Finding[] = [];
  for (const { surface, place, content } of evidence) {
    const where = search.find(place).length > 0 ? '(a place whose name contains a token)' : place;
    for (const found of [...search.find(content), ...search.find(place)]) {
      findings.push({ surface, place: where, ...found });
    }
  }
  return findings;
}

/** One line of the file that all processes of a run share. */
interface Check {
  readonly check: string;
  readonly surfaces: readonly string[];
  readonly findings: readonly Finding[];
}

export function reportCheck(
  folder: string,
  check: string,
  surfaces: Iterable<string>,
  findings: readonly Finding[],
): void {
  const line: Check = { check, surfaces: [...new Set(surfaces)], findings };
  appendFileSync(findingsFile(folder), `${JSON.stringify(line)}\n`, { mode: 0o600 });
}

export function readChecks(folder: string): Check[] {
  try {
    const lines = readFileSync(findingsFile(folder), 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Check);
  } catch {
    return [];
  }
}

export function formatFinding({ surface, place, encoding, name }: Finding): string {
  return `${surface} (${place}): ${name}, ${encoding}`;
}
