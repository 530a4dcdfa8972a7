import { CatalogError } from '../catalogError.ts';
import {
  databaseActions,
  grantableActions,
  systemResources,
  type Permission,
  type PermissionSpec,
} from './permission.ts';

/** The ID of a database that exists and isn't deleted. */
export type FindDatabase = (name: string) => number | undefined;

/** Checks the type, then the names, then the actions, as the server does. @throws CatalogError */
export function readPermission(spec: PermissionSpec, findDatabase: FindDatabase): Permission {
  switch (spec.resourceType) {
    case 'db': {
      const resources = readResources(spec.resourceNames, findDatabase);
      const unknown = spec.actions.find((action) => !grantableActions.some((known) => known === action));
      if (unknown !== undefined) throw permissionError(`action not supported, database action ${unknown}`);
      return { type: 'db', resources, actions: databaseActions.filter((action) => spec.actions.includes(action)) };
    }
    case 'system': {
      const resources = readResources(spec.resourceNames, (name) =>
        systemResources.find((known) => known === name.toLowerCase()),
      );
      const unknown = spec.actions.find((action) => action !== 'read');
      if (unknown !== undefined) throw permissionError(`action not supported, system action ${unknown}`);
      return { type: 'system', resources, actions: spec.actions.length > 0 ? ['read'] : [] };
    }
    case '*':
      throw permissionError('* resource type can only be set for admin token');
    default:
      throw permissionError(`resource type not supported ${spec.resourceType}`);
  }
}

function readResources<Resource>(
  names: readonly string[],
  find: (name: string) => Resource | undefined,
): '*' | Resource[] {
  if (names.includes('*')) {
    if (names.length > 1) throw permissionError('mixed wildcard (*) and resource name');
    return '*';
  }
  return names.map((name) => {
    const resource = find(name);
    if (resource === undefined) throw permissionError(`invalid resource name ${name}`);
    return resource;
  });
}

export function permissionError(reason: string): CatalogError {
  return new CatalogError('invalid permission', `cannot parse token permission, ${reason}`);
}
