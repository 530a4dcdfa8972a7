import * as l10n from '../l10n.ts';
import { parsePermissions, areAdminPermissions, type Permission } from './permissions.ts';
import { redact } from '../redact.ts';
import { rightsOf } from './rights.ts';

const maxRawLength = 200;

/**
 * What a token can do, on one line: "read and write on a, b". Databases after `maxNames` are only counted.
 * @param permissions parsed, or as the server lists them
 */
export function permissionText(permissions: string | readonly Permission[], maxNames = 20): l10n.DisplayText {
  const parsed = typeof permissions === 'string' ? parsePermissions(permissions) : permissions;
  if (parsed === undefined) {
    return l10n.t('unknown permissions');
  }
  return areAdminPermissions(parsed) ? l10n.t('full access') : wordsFor(parsed, maxNames);
}

/** As the server lists them, but shortened and on one line: for permissions that can't be read. */
export function rawPermissions(permissions: string): l10n.Label {
  // Cut first, because redacting megabytes would take too long.
  return l10n.alone(redact(permissions.trim().slice(0, 10 * maxRawLength)), maxRawLength);
}

function wordsFor(permissions: readonly Permission[], maxNames: number): l10n.DisplayText {
  const databases = groupNames(permissions.filter(({ type }) => type === 'db'));
  const hasNamed = databases.some(({ names }) => names[0] !== '*');
  const system = [...new Set(permissions.filter(({ type }) => type === 'system').flatMap(({ names }) => names))];
  const texts = [
    ...databases.map(({ names, actions }) =>
      l10n.t('{0} on {1}', l10n.own(actionsText(actions)), l10n.own(databasesText(names, hasNamed, maxNames))),
    ),
    ...(system.length === 0 ? [] : [systemText(system, maxNames)]),
  ];
  return l10n.join(texts, '; ');
}

interface NameGroup {
  readonly names: string[];
  readonly actions: readonly string[];
}

/** Puts names with the same actions together. The wildcard comes last, as it's about all other databases. */
function groupNames(permissions: readonly Permission[]): NameGroup[] {
  const groups = new Map<string, NameGroup>();
  for (const [key, allowed] of rightsOf(permissions)) {
    const name = key.slice(key.indexOf(':') + 1);
    const actions = [...allowed];
    const groupKey = name === '*' ? '*' : actions.toSorted().join(',');
    const group = groups.get(groupKey) ?? { names: [], actions };
    group.names.push(name);
    groups.set(groupKey, group);
  }
  return [...groups.values()].sort((one, other) => Number(one.names[0] === '*') - Number(other.names[0] === '*'));
}

function databasesText(names: readonly string[], hasNamed: boolean, maxNames: number): l10n.DisplayText {
  if (names[0] !== '*') {
    return namesText(names, maxNames);
  }
  return hasNamed ? l10n.t('all other databases') : l10n.t('all databases');
}

function systemText(names: readonly string[], maxNames: number): l10n.DisplayText {
  return names.includes('*') && names.length === 1
    ? l10n.t('all system information')
    : l10n.t('system information: {0}', l10n.own(namesText(names, maxNames)));
}

/** On one line. The rest is counted. */
export function namesText(names: readonly string[], maxNames: number): l10n.DisplayText {
  const shown = l10n.list(names.slice(0, maxNames).map(redact));
  const hidden = names.length - maxNames;
  if (hidden <= 0) {
    return shown;
  }
  return hidden === 1
    ? l10n.t('{0}, and 1 more', l10n.own(shown))
    : l10n.t('{0}, and {1} more', l10n.own(shown), hidden);
}

function actionsText(actions: readonly string[]): l10n.DisplayText {
  const words = actions.map(actionText);
  const last = words.at(-1);
  const others = l10n.own(l10n.join(words.slice(0, -1), ', '));
  if (last === undefined || words.length === 1) {
    return last ?? l10n.t('all actions');
  }
  return words.length === 2
    ? l10n.t('{0} and {1}', others, l10n.own(last))
    : l10n.t('{0}, and {1}', others, l10n.own(last));
}

function actionText(action: string): l10n.DisplayText {
  switch (action) {
    case 'read':
      return l10n.t('read');
    case 'write':
      return l10n.t('write');
    case 'create':
      return l10n.t('create');
    case 'delete':
      return l10n.t('delete');
    case 'describe':
      return l10n.t('describe');
    case 'update':
      return l10n.t('update');
    case 'drop':
      return l10n.t('drop');
    default:
      return l10n.t('all actions');
  }
}
