import { permissionError } from './readPermission.ts';
import type { Permission, PermissionSpec } from './permission.ts';

export const adminPermission = '*:*:*';

/** The short form, `db:a,b:read,write`, with database names instead of IDs. */
export function permissionText({ type, resources, actions }: Permission, databaseName: (id: number) => string): string {
  const names =
    resources === '*'
      ? '*'
      : resources.map((resource) => (typeof resource === 'number' ? databaseName(resource) : resource)).join(',');
  return `${type}:${names}:${actions.join(',')}`;
}

/** Token files contain the short form; the API doesn't accept it. @throws CatalogError */
export function parsePermissionText(text: string): PermissionSpec {
  const [resourceType = '', names, actions, ...rest] = text.split(':');
  if (names === undefined || actions === undefined || rest.length > 0) throw permissionError(`invalid format ${text}`);
  return { resourceType, resourceNames: names.split(','), actions: actions.split(',') };
}
