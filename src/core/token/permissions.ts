/** One permission of a token: `db:a,b:read,write` has a type, names, and actions. */
export interface Permission {
  readonly type: 'db' | 'system' | '*';
  /** Database names, parts of the server, or just `*`, which also covers databases that are created later. */
  readonly names: readonly string[];
  readonly actions: readonly string[];
}

const everything = '*:*:*';

/** In characters, because rows read permissions whenever they are drawn. Servers list far fewer. */
const maxLength = 100_000;

const databaseActions: ReadonlySet<string> = new Set([
  'create',
  'describe',
  'update',
  'drop',
  'read',
  'write',
  'delete',
]);

const systemActions: ReadonlySet<string> = new Set(['read']);

/**
 * Reads permissions as the server lists them: one (`db:a,b:read,write`), several with commas between them, or a JSON
 * array. Neither merges nor reorders them. @returns `undefined` if any part isn't fully understood
 */
export function parsePermissions(text: string): readonly Permission[] | undefined {
  if (text.length > maxLength) {
    return undefined;
  }
  const entries = text.trim().startsWith('[') ? readArray(text) : splitEntries(text);
  const permissions = entries?.map(parsePermission);
  return permissions?.length !== 0 && permissions?.every((permission) => permission !== undefined) === true
    ? permissions
    : undefined;
}

/** As the server lists a single permission, such as `db:a,b:read,write`. */
export function shortForm({ type, names, actions }: Permission): string {
  return `${type}:${names.join(',')}:${actions.join(',')}`;
}

export function areAdminPermissions(permissions: readonly Permission[]): boolean {
  return permissions.length > 0 && permissions.every(({ type }) => type === '*');
}

/** A comma before a type, as in `,db:`, starts another permission, unless the whole text is a valid one. */
function splitEntries(text: string): string[] {
  return parsePermission(text) === undefined ? text.split(/,(?=\s*(?:db|system):)/) : [text];
}

function readArray(text: string): string[] | undefined {
  try {
    const array: unknown = JSON.parse(text);
    return Array.isArray(array) && array.every((entry) => typeof entry === 'string') ? array : undefined;
  } catch {
    return undefined;
  }
}

function parsePermission(entry: string): Permission | undefined {
  const text = entry.trim();
  if (text === everything) {
    return { type: '*', names: ['*'], actions: ['*'] };
  }
  const [type, nameList = '', actionList = '', ...rest] = text.split(':').map((part) => part.trim());
  const [names, actions] = [splitList(nameList), splitList(actionList)];
  const isTypeKnown = type === 'db' || type === 'system';
  return isTypeKnown && rest.length === 0 && areNamesValid(names) && areActionsKnown(type, actions)
    ? { type, names, actions }
    : undefined;
}

export function splitList(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

/** The server rejects a wildcard next to names or inside one. Spaces could mean a list in an unknown format. */
function areNamesValid(names: readonly string[]): boolean {
  return (names.length === 1 && names[0] === '*') || names.every((name) => /^[^*\s\p{C}]+$/u.test(name));
}

/** `*` is in the documentation, although no release is known to report it. */
function areActionsKnown(type: 'db' | 'system', actions: readonly string[]): boolean {
  const known = type === 'system' ? systemActions : databaseActions;
  return (type === 'db' && actions.join(',') === '*') || actions.every((action) => known.has(action));
}
