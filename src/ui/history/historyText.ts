import * as l10n from '../../core/l10n.ts';
import type { HistoryEntry } from '../../storage/history.ts';

export function historyText(entries: readonly HistoryEntry[], dateText: (date: Date) => l10n.DisplayText): string {
  const intro =
    entries.length === 0
      ? l10n.t('The history is empty.')
      : l10n.t(
          'Changes that were made to tokens from this machine, newest first. The last 1,000 changes are shown, with names and hashes only.',
        );
  return [intro, ...entries.map((entry) => entryText(entry, dateText))].join('\n\n').concat('\n');
}

function entryText(entry: HistoryEntry, dateText: (date: Date) => l10n.DisplayText): string {
  const { time, server, token, replaced, old } = entry;
  const facts = [
    l10n.t('Server: {0} ({1})', server.name, l10n.own(l10n.url(server.url))),
    ...(token === undefined ? [] : [tokenText(l10n.t('Token'), token)]),
    ...(replaced === undefined ? [] : [tokenText(l10n.t('Old token'), replaced)]),
    ...(old === undefined ? [] : [l10n.t('Old token: {0}', l10n.own(oldText(old)))]),
    ...callerTexts(entry),
  ];
  return [
    `${dateText(new Date(time))}  ${l10n.t('{0}: {1}', l10n.own(actionText(entry)), l10n.own(outcomeText(entry)))}`,
  ]
    .concat(facts.map((fact) => `    ${fact}`))
    .join('\n');
}

function tokenText(
  label: l10n.DisplayText,
  { name, hash }: { readonly name: string; readonly hash?: string | undefined },
): l10n.DisplayText {
  const shown = l10n.own(name === '' ? l10n.t('(name unknown)') : l10n.t('"{0}"', name));
  return hash === undefined
    ? l10n.t('{0}: {1}', l10n.own(label), shown)
    : l10n.t('{0}: {1}, SHA-512 {2}', l10n.own(label), shown, hash);
}

function actionText({ action }: HistoryEntry): l10n.DisplayText {
  switch (action) {
    case 'createOperatorToken':
      return l10n.t('Create operator token');
    case 'createNamedToken':
      return l10n.t('Create named token');
    case 'createResourceToken':
      return l10n.t('Create resource token');
    case 'regenerateOperatorToken':
      return l10n.t('Regenerate operator token');
    case 'recoverOperatorToken':
      return l10n.t('Recover operator token');
    case 'deleteToken':
      return l10n.t('Delete token');
    case 'rotateToken':
      return l10n.t('Rotate token');
    case 'finishRotation':
      return l10n.t('Finish rotation');
    case 'undoRotation':
      return l10n.t('Undo rotation');
    case 'discardRotation':
      return l10n.t('Discard rotation');
    case 'signIn':
      return l10n.t('Sign in');
    case 'signOut':
      return l10n.t('Sign out');
    case 'removeServer':
      return l10n.t('Remove server');
  }
}

function outcomeText({ outcome }: HistoryEntry): l10n.DisplayText {
  switch (outcome) {
    case 'done':
      return l10n.t('done');
    case 'lost':
      return l10n.t("done, but the new token string wasn't received");
    case 'failed':
      return l10n.t('failed, nothing changed');
    case 'unknown':
      return l10n.t('outcome unknown');
    case 'unfinished':
      return l10n.t('not finished');
  }
}

function oldText(old: NonNullable<HistoryEntry['old']>): l10n.DisplayText {
  switch (old) {
    case 'deleted':
      return l10n.t('deleted');
    case 'later':
      return l10n.t('still works, with a reminder');
    case 'kept':
      return l10n.t('still works');
    case 'replaced':
      return l10n.t('replaced');
  }
}

function callerTexts({ command, caller }: HistoryEntry): l10n.DisplayText[] {
  const id = command === undefined ? [] : [l10n.t('Command: {0}', command)];
  switch (caller) {
    case undefined:
      return id;
    case 'palette':
      return [...id, l10n.t('Called from: Command Palette, menu, or keyboard shortcut')];
    case 'row':
      return [...id, l10n.t('Called from: a row, CodeLens, quick fix, or notification')];
    case 'editor':
      return [...id, l10n.t('Called from: a value in an editor')];
    case 'notification':
      return [...id, l10n.t('Called from: a notification')];
    case 'arguments':
      return [...id, l10n.t('Called with arguments: another extension, a link, or a keyboard shortcut')];
  }
}
