import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.ts';
import { tokenKind } from './kind.ts';
import { permissionText, rawPermissions } from './permissionText.ts';
import { displayName } from './tokenName.ts';
import type { TokenRecord } from './tokenRecord.ts';

declare const isChecked: unique symbol;

/** The kind of a token that a new admin token may replace. Only {@link replaceableKind} returns it. */
export type ReplaceableKind = ('operator' | 'admin') & { readonly [isChecked]: true };

/** Whether a new admin token has exactly the rights that this token has. Everything that offers a rotation needs it. */
export function isReplaceable(record: Pick<TokenRecord, 'name' | 'permissions'>): boolean {
  const kind = tokenKind(record);
  return kind === 'operator' || kind === 'admin';
}

/** @throws UserError unless a new admin token has exactly the rights that this token has */
export function replaceableKind(record: Pick<TokenRecord, 'name' | 'permissions'>): ReplaceableKind {
  const kind = tokenKind(record);
  if (kind === 'operator' || kind === 'admin') {
    return kind as ReplaceableKind;
  }
  const name = displayName(record.name);
  if (kind === 'resource') {
    throw new UserError(
      l10n.t(
        '"{0}" can\'t be rotated, because it has limited access ({1}) and a new token would have full access. Create a token with the same permissions on the server, and update your files yourself.',
        name,
        permissionText(record.permissions),
      ),
    );
  }
  const raw = rawPermissions(record.permissions);
  throw new UserError(
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
