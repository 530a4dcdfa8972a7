import type { Databases } from '../databases.ts';
import { adminPermission, permissionText } from '../permissions/permissionText.ts';
import type { EnterpriseSwitches } from '../product.ts';
import type { StoredToken } from '../storedToken.ts';

/** How Enterprise prints several entries without brackets isn't known: here, with commas between them. */
export function permissionsColumn(
  { permissions }: StoredToken,
  databases: Databases,
  form: EnterpriseSwitches['permissionsColumn'],
): string | undefined {
  if (permissions === undefined) return form === 'json' ? jsonArray([adminPermission]) : adminPermission;
  const entries = permissions.map((permission) => permissionText(permission, (id) => databases.nameOf(id)));
  switch (form) {
    case 'bare':
      return entries.join(',');
    case 'json':
      return jsonArray(entries);
    case 'unknown':
      return entries.map((entry) => `policy/${entry.replaceAll(':', '/')}`).join(';');
    case 'missing':
      return undefined;
  }
}

/** As recorded, with a space after each comma. */
function jsonArray(entries: readonly string[]): string {
  return `[${entries.map((entry) => JSON.stringify(entry)).join(', ')}]`;
}
