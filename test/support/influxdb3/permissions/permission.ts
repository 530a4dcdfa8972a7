/** In the order in which the server prints them, whatever the order of the request. */
export const databaseActions = ['create', 'describe', 'update', 'drop', 'read', 'write', 'delete'] as const;
export type DatabaseAction = (typeof databaseActions)[number];

/** The server can print `update` and `drop`, but doesn't accept them. */
export const grantableActions: readonly DatabaseAction[] = ['create', 'describe', 'read', 'write', 'delete'];

export const systemResources = ['health', 'metrics', 'ping', 'ready'] as const;
export type SystemResource = (typeof systemResources)[number];

/** One entry of a token. Databases are stored by ID, so that a recreated database isn't the one that was granted. */
export type Permission =
  | { type: 'db'; resources: '*' | number[]; actions: DatabaseAction[] }
  | { type: 'system'; resources: '*' | SystemResource[]; actions: 'read'[] };

/** An entry as a request contains it. */
export interface PermissionSpec {
  resourceType: string;
  resourceNames: string[];
  actions: string[];
}
