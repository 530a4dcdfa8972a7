import { posix } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Place } from '../core/foundFile.ts';
import type { Journal, LeftReason } from '../core/rotation/journal.ts';
import type { FileOptions, PlaceOption } from '../core/rotation/ticks.ts';
import { withoutIcons } from '../core/plainText.ts';
import { shownName } from '../core/tokenName.ts';
import { Cancelled, toError } from '../core/userError.ts';
import { snippetsOf } from '../files/snippets.ts';
import { fileName } from '../ui/filesSentence.ts';
import { showError } from '../ui/notify.ts';
import { leftText } from './leftText.ts';

interface PlaceItem extends vscode.QuickPickItem {
  readonly option?: PlaceOption;
}

/** Masks tokens, which VS Code's refactoring preview would show. @throws Cancelled; the signal's reason */
export async function pickPlaces(
  files: readonly FileOptions[],
  { old, next }: Journal,
  signal: AbortSignal,
): Promise<ReadonlySet<PlaceOption>> {
  const openButton: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('go-to-file'),
    tooltip: l10n.t('Open File'),
  };
  const items = (await Promise.all(files.map((file) => itemsOf(file, openButton)))).flat();
  const picker = vscode.window.createQuickPick<PlaceItem>();
  picker.title = l10n.t('Rotate "{0}": Select Occurrences to Update', shownName(old.name));
  picker.placeholder = l10n.t(
    'Selected occurrences change to "{0}"; the others keep the old token',
    shownName(next.name),
  );
  picker.canSelectMany = true;
  picker.ignoreFocusOut = true;
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.items = items;
  picker.selectedItems = items.filter(({ option }) => option?.isTickedByItself === true);
  const { promise, resolve, reject } = Promise.withResolvers<ReadonlySet<PlaceOption>>();
  const abort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', abort);
  let previous: readonly PlaceItem[] = picker.selectedItems;
  picker.onDidChangeSelection((selected) => {
    const allowed = withOneOptionEach(selected, previous);
    previous = allowed;
    if (allowed.length !== selected.length) {
      picker.selectedItems = allowed;
    }
  });
  picker.onDidTriggerItemButton(({ item }) => {
    openAt(item.option).catch((error: unknown) => showError(toError(error).message));
  });
  picker.onDidAccept(() => resolve(new Set(optionsIn(picker.selectedItems))));
  picker.onDidHide(() => reject(new Cancelled()));
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
): Promise<PlaceItem[]> {
  const snippets = await snippetsOf(file);
  const name = fileName(file);
  const heading: PlaceItem = {
    label: isTracked ? l10n.t('{0} · tracked by Git', name) : name,
    kind: vscode.QuickPickItemKind.Separator,
  };
  if (options.length === 0) {
    // VS Code doesn't show a separator without items below it.
    return [heading, { label: notUpdatableText(file.barrier ?? 'failed') }];
  }
  const items = options.map((option): PlaceItem => {
    const { place: occurrence, writes, edit } = option;
    // Each item names its file, because filtering hides the headings and screen readers read them only once.
    const location = `${shownName(posix.basename(file.file))}:${occurrence.line}:${occurrence.column}`;
    return {
      label:
        writes === 'token'
          ? withoutIcons(location)
          : l10n.t('{0}: use {1} instead', withoutIcons(location), edit.reference?.text ?? ''),
      description: withoutIcons(snippets[file.places.indexOf(occurrence)] ?? ''),
      ...(isTracked && writes === 'token' ? { detail: l10n.t('The new token would be committed') } : {}),
      buttons: [openButton],
      option,
    };
  });
  return [heading, ...items];
}

function notUpdatableText(reason: LeftReason): string {
  return l10n.t("Can't be updated: {0}", leftText(reason));
}

/** Keeps one option per occurrence, the token or the reference: the one that was selected last. */
function withOneOptionEach(selected: readonly PlaceItem[], previous: readonly PlaceItem[]): readonly PlaceItem[] {
  const earlier = new Set(previous);
  const itemAt = new Map<Place, PlaceItem>();
  for (const item of selected) {
    const occurrence = item.option?.place;
    if (occurrence !== undefined) {
      const other = itemAt.get(occurrence);
      itemAt.set(occurrence, other === undefined ? item : newerOf(other, item, earlier));
    }
  }
  const allowed = new Set(itemAt.values());
  return selected.filter((item) => allowed.has(item));
}

function newerOf(one: PlaceItem, other: PlaceItem, earlier: ReadonlySet<PlaceItem>): PlaceItem {
  if (earlier.has(one) !== earlier.has(other)) {
    return earlier.has(one) ? other : one;
  }
  // The checkbox above the list selects both at once. The reference leaks nothing.
  return one.option?.writes === 'reference' ? one : other;
}

function optionsIn(items: readonly PlaceItem[]): PlaceOption[] {
  return items.map(({ option }) => option).filter((option) => option !== undefined);
}

async function openAt(option: PlaceOption | undefined): Promise<void> {
  if (option?.file.path !== undefined) {
    const start = new vscode.Position(option.place.line - 1, option.place.column - 1);
    await vscode.window.showTextDocument(vscode.Uri.file(option.file.path), {
      preview: true,
      preserveFocus: true,
      selection: new vscode.Range(start, start),
    });
  }
}
