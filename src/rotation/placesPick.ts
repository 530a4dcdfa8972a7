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

/**
 * The list of places, masked, grouped by file, tickable: ours, because VS Code's refactoring preview shows strings.
 * @returns what is ticked
 * @throws Cancelled when the person closes it; the signal's reason
 */
export async function pickPlaces(
  files: readonly FileOptions[],
  { old, next }: Journal,
  signal: AbortSignal,
): Promise<ReadonlySet<PlaceOption>> {
  const open: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('go-to-file'),
    tooltip: l10n.t('Open File'),
  };
  const items = (await Promise.all(files.map((file) => itemsOf(file, open)))).flat();
  const box = vscode.window.createQuickPick<PlaceItem>();
  box.title = l10n.t('Rotate "{0}": Select Occurrences to Update', shownName(old.name));
  box.placeholder = l10n.t('Selected occurrences change to "{0}"; the others keep the old token', shownName(next.name));
  box.canSelectMany = true;
  box.ignoreFocusOut = true;
  box.matchOnDescription = true;
  box.matchOnDetail = true;
  box.items = items;
  box.selectedItems = items.filter(({ option }) => option?.isTickedByItself === true);
  const { promise, resolve, reject } = Promise.withResolvers<ReadonlySet<PlaceOption>>();
  const abort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', abort);
  let before: readonly PlaceItem[] = box.selectedItems;
  box.onDidChangeSelection((selected) => {
    const one = withOneWayEach(selected, before);
    before = one;
    if (one.length !== selected.length) {
      box.selectedItems = one;
    }
  });
  box.onDidTriggerItemButton(({ item }) => {
    openAt(item.option).catch((error: unknown) => showError(toError(error).message));
  });
  box.onDidAccept(() => resolve(new Set(optionsIn(box.selectedItems))));
  box.onDidHide(() => reject(new Cancelled()));
  try {
    signal.throwIfAborted();
    box.show();
    return await promise;
  } finally {
    signal.removeEventListener('abort', abort);
    box.dispose();
  }
}

async function itemsOf({ file, isTracked, options }: FileOptions, open: vscode.QuickInputButton): Promise<PlaceItem[]> {
  const snippets = await snippetsOf(file);
  const name = fileName(file);
  // It stands beside the first place on one line, which a long one would leave no room.
  const heading: PlaceItem = {
    label: isTracked ? l10n.t('{0} · tracked by Git', name) : name,
    kind: vscode.QuickPickItemKind.Separator,
  };
  if (options.length === 0) {
    // A heading with nothing below it is not drawn.
    return [heading, { label: cannotText(file.barrier ?? 'failed') }];
  }
  const places = options.map((option): PlaceItem => {
    const { place, writes, edit } = option;
    // With the file's name: a filter takes the headings away, and a screen reader reads them once.
    const where = `${shownName(posix.basename(file.file))}:${place.line}:${place.column}`;
    return {
      label:
        writes === 'token'
          ? withoutIcons(where)
          : l10n.t('{0}: use {1} instead', withoutIcons(where), edit.reference?.text ?? ''),
      description: withoutIcons(snippets[file.places.indexOf(place)] ?? ''),
      ...(isTracked && writes === 'token' ? { detail: l10n.t('The new token would be committed') } : {}),
      buttons: [open],
      option,
    };
  });
  return [heading, ...places];
}

function cannotText(why: LeftReason): string {
  return l10n.t("Can't be updated: {0}", leftText(why));
}

/** At one place either the string or a reference: of both, what was ticked last stays. */
function withOneWayEach(selected: readonly PlaceItem[], before: readonly PlaceItem[]): readonly PlaceItem[] {
  const earlier = new Set(before);
  const wayAt = new Map<Place, PlaceItem>();
  for (const item of selected) {
    const place = item.option?.place;
    if (place !== undefined) {
      const rival = wayAt.get(place);
      wayAt.set(place, rival === undefined ? item : winnerOf(rival, item, earlier));
    }
  }
  const ways = new Set(wayAt.values());
  return selected.filter((item) => ways.has(item));
}

function winnerOf(one: PlaceItem, other: PlaceItem, earlier: ReadonlySet<PlaceItem>): PlaceItem {
  if (earlier.has(one) !== earlier.has(other)) {
    return earlier.has(one) ? other : one;
  }
  // Both at once, by the box above the list: the reference stays, which leaks nothing.
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
