import * as l10n from '../../core/l10n.ts';
import { tokenKind } from '../../core/token/kind.ts';
import { permissionText, rawPermissions } from '../../core/token/permissionText.ts';
import { isAdminToken } from '../../core/token/replaceable.ts';
import type { TokenRecord } from '../../core/token/tokenRecord.ts';

/** More names wouldn't fit a row. */
const maxNames = 3;

/** For rows. `undefined` means full access, which all tokens on InfluxDB 3 Core have. */
export function limitedAccessText(record: TokenRecord): l10n.DisplayText | undefined {
  return isAdminToken(record) ? undefined : permissionText(record.permissions, maxNames);
}

/** For tooltips. Permissions that can't be read are also shown as the server lists them. */
export function permissionFacts(record: TokenRecord): [label: l10n.DisplayText, text: l10n.Label][] {
  const { permissions } = record;
  return [
    [l10n.t('Permissions'), permissionText(permissions)],
    ...(tokenKind(record) === 'unknown'
      ? [[l10n.t('Raw permissions'), rawPermissions(permissions)] satisfies [l10n.DisplayText, l10n.Label]]
      : []),
  ];
}
