import * as l10n from '../l10n.ts';
import { throwIfInvalid, UserError } from '../errors.ts';
import { shortForm, splitList, type Permission } from './permissions.ts';
import { resourcePermissions, type ResourcePermissions } from './resourcePermissions.ts';
import { containsTokenString } from './token.ts';

/** In the order in which they're offered. */
export const systemResources = ['health', 'metrics', 'ping', 'ready'] as const;

/** Servers also list `update` and `drop`, but don't accept them. */
const databaseActions = ['read', 'write', 'create', 'describe', 'delete'];

/** In characters. Far below the length from which {@link parsePermissions} no longer reads a list. */
const maxLength = 50_000;

/**
 * Reads permissions in the short form, such as `db:a,b:read,write`, for a new resource token, in the same order.
 * @throws UserError if the server can't accept one of them, whatever its databases are
 */
export function parseRequestedPermissions(texts: readonly string[]): ResourcePermissions {
  const permissions = resourcePermissions(texts.map(parseRequested));
  if (permissions === undefined) {
    throw new UserError(l10n.t('Enter at least one permission, such as "db:metrics:read".'));
  }
  throwIfInvalid(lengthProblem(permissions));
  return permissions;
}

export function lengthProblem(permissions: readonly Permission[]): l10n.DisplayText | undefined {
  const length = permissions.map(shortForm).join().length;
  return length > maxLength
    ? l10n.t('The list of permissions is too long for one token. Select fewer databases, or select all databases.')
    : undefined;
}

function parseRequested(text: string): Permission {
  if (containsTokenString(text)) {
    throw new UserError(l10n.t('This is a token, not a permission. Keep the token secret and enter a permission.'));
  }
  const [type = '', nameList, actionList, ...rest] = text.split(':').map((part) => part.trim());
  if (type === '*') {
    throw new UserError(
      l10n.t(
        '"{0}" isn\'t limited to databases. For a token with full access, create a named token.',
        l10n.alone(text),
      ),
    );
  }
  if (nameList === undefined || actionList === undefined || rest.length > 0) {
    throw new UserError(
      l10n.t(
        '"{0}" isn\'t a valid permission. Enter one such as "db:metrics:read,write" or "system:ping:read".',
        l10n.alone(text),
      ),
    );
  }
  if (type !== 'db' && type !== 'system') {
    throw new UserError(
      l10n.t('"{0}" isn\'t a valid type in "{1}". Use "db" or "system".', l10n.alone(type), l10n.alone(text)),
    );
  }
  const names = splitList(type === 'system' ? nameList.toLowerCase() : nameList);
  const actions = splitList(actionList);
  throwIfInvalid(namesProblem(type, names, text) ?? actionsProblem(type, actions, text));
  return { type, names, actions };
}

function namesProblem(type: 'db' | 'system', names: readonly string[], text: string): l10n.DisplayText | undefined {
  if (names.includes('')) {
    return l10n.t(
      'A name is missing in "{0}". Separate names with commas, or use "*" for all of them.',
      l10n.alone(text),
    );
  }
  if (names.includes('*')) {
    return names.length === 1
      ? undefined
      : l10n.t('A permission can\'t contain both "*" and names. Use either "*" or names.');
  }
  const isValid = type === 'db' ? isDatabaseName : isSystemResource;
  const invalid = names.find((name) => !isValid(name));
  if (invalid === undefined) {
    return undefined;
  }
  return type === 'db'
    ? l10n.t(
        '"{0}" isn\'t a valid database name. Database names contain only the letters A to Z, digits, "_", "-", and at most one "/".',
        l10n.alone(invalid),
      )
    : l10n.t('"{0}" isn\'t a system resource. Use {1}.', l10n.alone(invalid), l10n.own(l10n.list(systemResources)));
}

/** Servers create no databases with other names. */
export function isDatabaseName(name: string): boolean {
  return /^[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)?$/.test(name);
}

function isSystemResource(name: string): boolean {
  return systemResources.some((known) => known === name);
}

function actionsProblem(type: 'db' | 'system', actions: readonly string[], text: string): l10n.DisplayText | undefined {
  const known = type === 'db' ? databaseActions : ['read'];
  if (actions.includes('')) {
    return l10n.t('An action is missing in "{0}". Use {1}.', l10n.alone(text), l10n.own(l10n.list(known)));
  }
  const unknown = actions.find((action) => !known.includes(action));
  if (unknown === undefined) {
    return undefined;
  }
  return type === 'db'
    ? l10n.t('"{0}" isn\'t a valid action for databases. Use {1}.', l10n.alone(unknown), l10n.own(l10n.list(known)))
    : l10n.t('System resources can only be read. Use "read" instead of "{0}".', l10n.alone(unknown));
}
