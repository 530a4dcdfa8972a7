import * as l10n from '../l10n.ts';
import { UserError } from '../errors.ts';
import { hasResourceTokens, type Product } from '../product.ts';
import { tokenKind } from './kind.ts';
import { parsePermissions } from './permissions.ts';
import { rawPermissions } from './permissionText.ts';
import { resourcePermissions, type ResourcePermissions } from './resourcePermissions.ts';
import { displayName } from './tokenName.ts';
import type { TokenRecord } from './tokenRecord.ts';

declare const isChecked: unique symbol;

interface Checked {
  readonly [isChecked]: true;
}

/** The kind of a token that a new admin token may replace. */
export type AdminKind = ('operator' | 'admin') & Checked;

/** The kind of a token that a new token with the same rights can replace. Only {@link replaceableKind} returns it. */
export type ReplaceableKind = AdminKind | ('resource' & Checked);

type Permitted = Pick<TokenRecord, 'name' | 'permissions'>;

/** Whether the token is allowed to do everything, such as managing tokens. */
export function isAdminToken(record: Permitted): boolean {
  const kind = tokenKind(record);
  return kind === 'operator' || kind === 'admin';
}

/** Whether the server can create a token with exactly the rights that this one has. What offers a rotation needs it. */
export function isReplaceable(record: Permitted, product: Product): boolean {
  switch (tokenKind(record)) {
    case 'operator':
      return product !== 'cloud';
    case 'admin':
      return true;
    case 'resource':
      return hasResourceTokens(product) && permissionsFor(record) !== undefined;
    case 'unknown':
      return false;
  }
}

/** @throws UserError unless a new token can have exactly the rights that this token has */
export function replaceableKind(record: Permitted): ReplaceableKind {
  const kind = tokenKind(record);
  if (kind === 'unknown') {
    throw unknownPermissionsError(record);
  }
  if (kind === 'resource') {
    replacementPermissions(record);
  }
  return kind as ReplaceableKind;
}

/** @throws UserError if a new admin token would have more rights than the old token */
export function adminKind(kind: ReplaceableKind, { name }: Pick<TokenRecord, 'name'>): AdminKind {
  if (kind === 'resource') {
    throw new UserError(
      l10n.t(
        '"{0}" has limited access, and this rotation would replace it with a token that has full access. Undo the rotation, and rotate the token again.',
        displayName(name),
      ),
    );
  }
  return kind;
}

/** What a token that replaces a resource token is allowed to do. @throws UserError if the server can't be asked for it */
export function replacementPermissions(record: Permitted): ResourcePermissions {
  const permissions = permissionsFor(record);
  if (permissions === undefined) {
    throw new UserError(
      l10n.t(
        '"{0}" can\'t be rotated, because a token with the same permissions can\'t be created. The server lists: {1}',
        displayName(record.name),
        rawPermissions(record.permissions),
      ),
    );
  }
  return permissions;
}

function permissionsFor(record: Permitted): ResourcePermissions | undefined {
  return tokenKind(record) === 'resource' ? resourcePermissions(parsePermissions(record.permissions) ?? []) : undefined;
}

function unknownPermissionsError(record: Permitted): UserError {
  const name = displayName(record.name);
  const raw = rawPermissions(record.permissions);
  return new UserError(
    raw === ''
      ? l10n.t(
          'The server doesn\'t list the permissions of "{0}", so the token can\'t be replaced: a new one might have more access.',
          name,
        )
      : l10n.t(
          'The permissions of "{0}" can\'t be read, so the token can\'t be replaced: a new one might have more access. The server lists these permissions: {1}',
          name,
          raw,
        ),
  );
}
