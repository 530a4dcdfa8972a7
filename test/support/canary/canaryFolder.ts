import { join } from 'node:path';

// Set by a run that searches what it wrote and showed for token strings. Processes that the run starts inherit them.
export const canaryFolderVariable = 'CANARY_FOLDER';
export const canaryDepthVariable = 'CANARY_DEPTH';

/** Only this user can read the folder: it contains the token strings that the run searches for. */
export function canaryFolder(): string | undefined {
  const folder = process.env[canaryFolderVariable];
  return folder === '' ? undefined : folder;
}

/** Whether VS Code logs at level trace, temporary files are recorded, and no file of a profile is left out. */
export function isThorough(): boolean {
  return process.env[canaryDepthVariable] === 'thorough';
}

export const knownTokensFolder = (folder: string): string => join(folder, 'known');
export const recordedFolder = (folder: string): string => join(folder, 'recorded');
export const findingsFile = (folder: string): string => join(folder, 'findings.jsonl');
