import { withoutIcons } from '../../core/plainText.ts';
import type { PickItem } from '../../operations/person.ts';

/** VS Code turns `$(name)` in the texts of an item into an icon. */
export function plainItem<Item extends PickItem>(item: Item): Item {
  return {
    ...item,
    label: withoutIcons(item.label),
    ...(item.description === undefined ? {} : { description: withoutIcons(item.description) }),
    ...(item.detail === undefined ? {} : { detail: withoutIcons(item.detail) }),
  };
}
