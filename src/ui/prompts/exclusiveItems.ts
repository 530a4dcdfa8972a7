import type { SelectableItem } from '../../operations/person.ts';

/** Keeps what was selected last. The checkbox above the list selects all items at once, but no exclusive one. */
export function withoutConflicts<Item extends SelectableItem>(
  selected: readonly Item[],
  previous: readonly Item[],
): readonly Item[] {
  const others = selected.filter(({ isExclusive }) => isExclusive !== true);
  const exclusive = selected.filter(({ isExclusive }) => isExclusive === true);
  if (others.length === 0 || exclusive.length === 0) {
    return selected;
  }
  return others.every((item) => previous.includes(item)) ? exclusive : others;
}
