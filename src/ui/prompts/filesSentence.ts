import * as l10n from '../../core/l10n.ts';
import * as vscode from 'vscode';
import type { SearchResult } from '../../rotation/ports.ts';
import { displayName } from '../../core/token/tokenName.ts';

const maxListed = 6;

interface WorkspaceFile {
  readonly folder: string;
  readonly file: string;
}

/** @param files the names, which `l10n.name` sets apart, perhaps with words of ours */
export function filesSentence(files: readonly l10n.DisplayText[]): l10n.DisplayText {
  const listed = l10n.join(files.slice(0, maxListed), ', ');
  const more = files.length - maxListed;
  return more > 0 ? l10n.t('{0}, and {1} more', l10n.own(listed), more) : listed;
}

/** A file's path for messages, with its workspace folder if there are several. */
export function fileName({ folder, file }: WorkspaceFile): string {
  // Shortened part by part, so that a long path doesn't lose its file name.
  return [folderPrefix(folder), file]
    .filter((part) => part !== '')
    .flatMap((part) => part.split('/').map(displayPart))
    .join('/');
}

/** A file in a list of files. */
export function listedFile(file: WorkspaceFile): l10n.DisplayText {
  return l10n.name(fileName(file));
}

export function folderPrefix(folder: string): string {
  return (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? folder : '';
}

export function containingFilesSentence({ files, unsearched }: SearchResult): l10n.DisplayText {
  const unknown = l10n.t(
    "Files or folders that weren't searched and might contain it: {0}.",
    l10n.own(filesSentence(unsearched.map((path) => l10n.name(path)))),
  );
  const known =
    files.length === 0
      ? l10n.t("No files in the workspace contain it (node_modules and .git weren't searched).")
      : l10n.t('Files in the workspace that contain it: {0}.', l10n.own(filesSentence(files.map(listedFile))));
  return unsearched.length === 0 ? known : files.length === 0 ? unknown : l10n.join([known, unknown], ' ');
}

/** Keeps the empty part before the first slash of an absolute path, which isn't a name. */
function displayPart(part: string): string {
  return part === '' ? '' : displayName(part);
}
