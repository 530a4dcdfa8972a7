import * as l10n from '../../core/l10n.ts';
import { errorText } from '../../core/errorText.ts';
import type { Journal } from '../../rotation/journal.ts';
import type { RotationResult } from '../../rotation/result.ts';
import { displayName } from '../../core/token/tokenName.ts';
import type { FoundView } from '../found/foundView.ts';
import { tokenConsumers } from '../../operations/steps/tokenConsumers.ts';
import type { WorkspaceSearch } from '../../operations/steps/workspaceSearch.ts';
import type { Server } from '../../core/server/server.ts';
import { fileName, filesSentence, listedFile } from '../prompts/filesSentence.ts';
import { showInfo, showError } from '../../vscode/notify.ts';
import { restartText } from './consumersText.ts';
import { unsetVariables, type UnsetVariable } from '../../rotation/unsetVariables.ts';
import { backupText } from '../../rotation/rollingBack.ts';
import { skipReasonText } from '../found/skipReasonText.ts';

export async function showResult(
  journal: Journal,
  result: RotationResult,
  server: Server,
  { search, found }: { readonly search: WorkspaceSearch; readonly found: FoundView },
): Promise<void> {
  const { replaced, left } = result;
  const occurrences = replaced.reduce((sum, { count }) => sum + count, 0);
  const sentences = [
    result.isUndone ? undoneText(journal, result, server.name) : doneText(journal, result, server.name),
    ...(replaced.length === 0 ? [] : [updatedText(occurrences, replaced.length)]),
    ...(left.length === 0 ? [] : [skippedText(result)]),
    ...(replaced.length === 0 ? [] : [restartText(await tokenConsumers(journal, new AbortController().signal))]),
    ...(result.isUndone ? [] : (await unsetVariables(journal)).map(setVariableText)),
    ...left.flatMap((file) => (file.backup === undefined ? [] : [backupText(fileName(file), file.backup)])),
  ];
  const show = l10n.t('Show Files');
  const answer = await showInfo(l10n.join(sentences, ' '), ...(left.length === 0 ? [] : [show]));
  if (answer === show) {
    await showSkipped(journal, left, search, found);
  }
}

async function showSkipped(
  journal: Journal,
  left: RotationResult['left'],
  search: WorkspaceSearch,
  found: FoundView,
): Promise<void> {
  try {
    const { files, known } = await search.find(new AbortController().signal, { folders: journal.folders });
    const names = new Set(left.map(({ folder, file }) => `${folder}\n${file}`));
    await found.show(
      files.filter(({ folder, file }) => names.has(`${folder}\n${file}`)),
      known,
      { reveal: true },
    );
  } catch (error) {
    void showError(errorText(error));
  }
}

function updatedText(occurrences: number, files: number): l10n.DisplayText {
  if (occurrences === 1) {
    return l10n.t('Updated 1 occurrence.');
  }
  return files === 1
    ? l10n.t('Updated {0} occurrences in 1 file.', occurrences)
    : l10n.t('Updated {0} occurrences in {1} files.', occurrences, files);
}

function setVariableText({ variable, files }: UnsetVariable): l10n.DisplayText {
  const names = l10n.own(filesSentence(files.map(listedFile)));
  return files.length === 1
    ? l10n.t('Set the environment variable {0} wherever {1} is used.', variable, names)
    : l10n.t('Set the environment variable {0} wherever these files are used: {1}.', variable, names);
}

function doneText({ kind, old, next, signsIn }: Journal, result: RotationResult, server: string): l10n.DisplayText {
  const oldName = displayName(old.name);
  const newName = displayName(next.name);
  if (kind !== 'named' && result.old === 'replaced') {
    return signsIn
      ? l10n.t("The operator token for {0} was replaced, and you're signed in with the new one.", server)
      : l10n.t('The operator token for {0} was replaced.', server);
  }
  switch (result.old) {
    case 'deleted':
    case 'replaced':
      return l10n.t('"{0}" on {1} was rotated to "{2}", and the old token was deleted.', oldName, server, newName);
    case 'later':
      return l10n.t(
        '"{0}" on {1} was rotated to "{2}". You\'ll be reminded about the old token.',
        oldName,
        server,
        newName,
      );
    case 'kept':
      return l10n.t('"{0}" on {1} was rotated to "{2}", and the old token still works.', oldName, server, newName);
  }
}

function undoneText({ old }: Journal, result: RotationResult, server: string): l10n.DisplayText {
  const name = displayName(old.name);
  return result.old === 'kept'
    ? l10n.t('The rotation of "{0}" on {1} was undone. The old token works as before.', name, server)
    : l10n.t(
        'The rotation of "{0}" on {1} was undone, but the old token no longer works. Files that contain it need a different token.',
        name,
        server,
      );
}

function skippedText({ left, isUndone }: RotationResult): l10n.DisplayText {
  const files = filesSentence(
    left.map((file) => l10n.t('{0} ({1})', fileName(file), l10n.own(skipReasonText(file.reason)))),
  );
  return isUndone ? l10n.t('Not restored: {0}.', l10n.own(files)) : l10n.t('Not updated: {0}.', l10n.own(files));
}
