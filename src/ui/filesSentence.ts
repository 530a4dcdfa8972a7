import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Finding } from '../core/rotation/ports.ts';
import { shownName } from '../core/tokenName.ts';

const mostNamed = 6;

/** A file by its workspace folder and its path from that on. */
interface Named {
  readonly folder: string;
  readonly file: string;
}

/** Names of files in one line; of many only the first ones, and how many more there are. */
export function filesSentence(files: readonly string[]): string {
  const named = files.slice(0, mostNamed);
  const more = files.length - named.length;
  return more > 0 ? l10n.t('{0}, and {1} more', named.join(', '), more) : named.join(', ');
}

/** A file's name as a sentence can hold it: with its folder where there are several. */
export function fileName({ folder, file }: Named): string {
  // Part by part: a long path must not be cut before its name.
  return [toldFolder(folder), file]
    .filter((part) => part !== '')
    .flatMap((part) => part.split('/').map(shownPart))
    .join('/');
}

/** A folder's name where it tells anything: the only one of a workspace does not. */
export function toldFolder(folder: string): string {
  return (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? folder : '';
}

/** Which files still hold a token, and what could not be looked into. */
export function holdingSentence({ files, unread }: Finding): string {
  const unknown = l10n.t("Couldn't be read and may contain it: {0}.", filesSentence(unread.map(shownName)));
  const holding =
    files.length === 0
      ? l10n.t('No files in the workspace contain it.')
      : l10n.t('Files in the workspace that contain it: {0}.', filesSentence(files.map(fileName)));
  return unread.length === 0 ? holding : files.length === 0 ? unknown : `${holding} ${unknown}`;
}

/** What comes before the first slash of an absolute path is no name. */
function shownPart(part: string): string {
  return part === '' ? '' : shownName(part);
}
