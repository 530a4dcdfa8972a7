import { grantableActions, type Permission } from './permission.ts';

/** What a server grants that doesn't do what it was asked for. */
export function grant(permissions: Permission[], grants: 'asked' | 'less' | 'more'): Permission[] {
  if (grants === 'asked') return permissions;
  return permissions.map((permission) => (grants === 'less' ? withLess(permission) : withMore(permission)));
}

/** Takes away the last action, or the last name if there is only one action. */
function withLess(permission: Permission): Permission {
  const { resources, actions } = permission;
  const isNameTaken = actions.length < 2 && resources !== '*' && resources.length > 1;
  return {
    ...permission,
    ...(isNameTaken ? { resources: resources.slice(0, -1) } : { actions: actions.slice(0, -1) }),
  } as Permission;
}

function withMore(permission: Permission): Permission {
  if (permission.type === 'system') return { ...permission, resources: '*' };
  return { ...permission, actions: [...grantableActions] };
}
