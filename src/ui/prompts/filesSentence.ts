import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { SearchResult } from '../../rotation/ports.ts';
import { displayName } from '../../core/token/tokenName.ts';

const maxListed = 6;

interface WorkspaceFile {
  readonly folder: string;
  readonly file: string;
}

export function filesSentence(files: readonly string[]): string {
  const listed = files.slice(0, maxListed).join(', ');
  const more = files.length - maxListed;
  return more > 0 ? l10n.t('{0}, and {1} more', listed, more) : listed;
}

/** A file's path for messages, with its workspace folder if there are several. */
export function fileName({ folder, file }: WorkspaceFile): string {
  // Shortened part by part, so that a long path doesn't lose its file name.
  return [folderPrefix(folder), file]
    .filter((part) => part !== '')
    .flatMap((part) => part.split('/').map(displayPart))
    .join('/');
}

export function folderPrefix(folder: string): string {
  return (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? folder : '';
}

export function containingFilesSentence({ files, unsearched }: SearchResult): string {
  const unknown = l10n.t(
    "Files or folders that weren't searched and might contain it: {0}.",
    filesSentence(unsearched.map(displayName)),
  );
  const known =
    files.length === 0
      ? l10n.t("No files in the workspace contain it (node_modules and .git weren't searched).")
      : l10n.t('Files in the workspace that contain it: {0}.', filesSentence(files.map(fileName)));
  return unsearched.length === 0 ? known : files.length === 0 ? unknown : `${known} ${unknown}`;
}

/** Keeps the empty part before the first slash of an absolute path, which isn't a name. */
function displayPart(part: string): string {
  return part === '' ? '' : displayName(part);
}
