import { posix } from 'node:path';
import { errorText } from '../../core/errorText.ts';
import * as l10n from '../../core/l10n.ts';
import * as vscode from 'vscode';
import type { Occurrence } from '../../content/foundFile.ts';
import { isUpdatable } from '../../content/tokenEncoding.ts';
import type { Journal, SkipReason } from '../../rotation/journal.ts';
import type { FileOptions, OccurrenceOption } from '../../rotation/choices.ts';
import type { PickItem } from '../../operations/person.ts';
import { setItems } from '../prompts/quickInput.ts';
import { displayName } from '../../core/token/tokenName.ts';
import { Canceled } from '../../core/errors.ts';
import { snippetsOf } from '../../files/search/snippets.ts';
import { fileName } from '../prompts/filesSentence.ts';
import { showError } from '../../vscode/notify.ts';
import { skipReasonText } from '../found/skipReasonText.ts';

interface OccurrenceItem extends PickItem {
  readonly kind?: vscode.QuickPickItemKind;
  readonly buttons?: readonly vscode.QuickInputButton[];
  readonly option?: OccurrenceOption;
}

const maxSnippetLength = 150;

/** Masks tokens, which VS Code's refactoring preview would show. */
export async function pickOccurrences(
  files: readonly FileOptions[],
  { old }: Journal,
  signal: AbortSignal,
): Promise<ReadonlySet<OccurrenceOption>> {
  const openButton: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('go-to-file'),
    tooltip: l10n.t('Open File'),
  };
  const items = (await Promise.all(files.map((file) => itemsOf(file, openButton, signal)))).flat();
  const picker = vscode.window.createQuickPick<OccurrenceItem>();
  picker.title = l10n.t('Rotate "{0}": Select Occurrences to Update', displayName(old.name));
  picker.placeholder = l10n.t('Selected occurrences are updated. The others keep the old token.');
  picker.canSelectMany = true;
  picker.ignoreFocusOut = true;
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.selectedItems = setItems(picker, items).filter(({ option }) => option?.selectedByDefault === true);
  const { promise, resolve, reject } = Promise.withResolvers<ReadonlySet<OccurrenceOption>>();
  const abort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', abort);
  let previous: readonly OccurrenceItem[] = picker.selectedItems;
  picker.onDidChangeSelection((selected) => {
    const allowed = withOneOptionEach(selected, previous);
    previous = allowed;
    if (allowed.length !== selected.length) {
      picker.selectedItems = allowed;
    }
  });
  picker.onDidTriggerItemButton(({ item }) => {
    openAt(item.option).catch((error: unknown) => showError(errorText(error)));
  });
  picker.onDidAccept(() => resolve(new Set(optionsIn(picker.selectedItems))));
  picker.onDidHide(() => reject(new Canceled()));
  try {
    signal.throwIfAborted();
    picker.show();
    return await promise;
  } finally {
    signal.removeEventListener('abort', abort);
    picker.dispose();
  }
}

async function itemsOf(
  { file, isTracked, options }: FileOptions,
  openButton: vscode.QuickInputButton,
  signal: AbortSignal,
): Promise<OccurrenceItem[]> {
  const snippets = await snippetsOf(file, signal);
  const name = fileName(file);
  const heading: OccurrenceItem = {
    label: isTracked ? l10n.t('{0} · tracked by Git', name) : l10n.alone(name, Infinity),
    kind: vscode.QuickPickItemKind.Separator,
  };
  if (file.barrier !== undefined || file.path === undefined) {
    // VS Code doesn't show a separator without items below it.
    return [heading, { label: notUpdatableText(file.barrier ?? 'failed') }];
  }
  // Each item names its file, because filtering hides the headings and screen readers read them only once.
  const locationOf = ({ line, column }: Occurrence) => l10n.t('{0}:{1}:{2}', posix.basename(file.file), line, column);
  const items = options.map((option): OccurrenceItem => {
    const { occurrence, writes, edit } = option;
    return {
      label:
        writes === 'token'
          ? locationOf(occurrence)
          : l10n.t(
              '{0}: use {1} instead',
              l10n.own(locationOf(occurrence)),
              l10n.own(l10n.code(edit.reference?.text ?? '')),
            ),
      description: l10n.alone(snippets[file.occurrences.indexOf(occurrence)] ?? '', maxSnippetLength),
      ...(isTracked && writes === 'token'
        ? { detail: l10n.t('Git tracks this file, so you might commit the new token') }
        : {}),
      buttons: [openButton],
      option,
    };
  });
  const readOnly = file.occurrences.filter((occurrence) => !isUpdatable(occurrence));
  return [
    heading,
    ...items,
    ...readOnly.map((occurrence) => ({
      label: locationOf(occurrence),
      description: l10n.alone(snippets[file.occurrences.indexOf(occurrence)] ?? '', maxSnippetLength),
      detail: notUpdatableText('encoded'),
    })),
  ];
}

function notUpdatableText(reason: SkipReason): l10n.DisplayText {
  return l10n.t("Can't be updated: {0}", l10n.own(skipReasonText(reason)));
}

/** Keeps one option per occurrence, the token or the reference: the one that was selected last. */
function withOneOptionEach(
  selected: readonly OccurrenceItem[],
  previous: readonly OccurrenceItem[],
): readonly OccurrenceItem[] {
  const earlier = new Set(previous);
  const itemAt = new Map<Occurrence, OccurrenceItem>();
  for (const item of selected) {
    const occurrence = item.option?.occurrence;
    if (occurrence !== undefined) {
      const other = itemAt.get(occurrence);
      itemAt.set(occurrence, other === undefined ? item : newerOf(other, item, earlier));
    }
  }
  const allowed = new Set(itemAt.values());
  return selected.filter((item) => allowed.has(item));
}

function newerOf(one: OccurrenceItem, other: OccurrenceItem, earlier: ReadonlySet<OccurrenceItem>): OccurrenceItem {
  if (earlier.has(one) !== earlier.has(other)) {
    return earlier.has(one) ? other : one;
  }
  // The checkbox above the list selects both at once. The reference leaks nothing.
  return one.option?.writes === 'reference' ? one : other;
}

function optionsIn(items: readonly OccurrenceItem[]): OccurrenceOption[] {
  return items.map(({ option }) => option).filter((option) => option !== undefined);
}

async function openAt(option: OccurrenceOption | undefined): Promise<void> {
  if (option?.file.path !== undefined) {
    const start = new vscode.Position(option.occurrence.line - 1, option.occurrence.column - 1);
    await vscode.window.showTextDocument(vscode.Uri.file(option.file.path), {
      preview: true,
      preserveFocus: true,
      selection: new vscode.Range(start, start),
    });
  }
}
