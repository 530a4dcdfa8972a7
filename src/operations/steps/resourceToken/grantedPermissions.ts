import { setTimeout } from 'node:timers/promises';
import { errorText } from '../../../core/errorText.ts';
import * as l10n from '../../../core/l10n.ts';
import { UserError } from '../../../core/errors.ts';
import { tokenKind } from '../../../core/token/kind.ts';
import { parsePermissions, type Permission } from '../../../core/token/permissions.ts';
import { permissionText, rawPermissions } from '../../../core/token/permissionText.ts';
import { rightsOf, type Rights } from '../../../core/token/rights.ts';
import type { Token } from '../../../core/token/token.ts';
import type { TokenRecord } from '../../../core/token/tokenRecord.ts';
import type { PermissionDifference } from '../newTokenNotice.ts';

/** A node of a cluster lists a token up to a second after another node has created it. */
const maxChecks = 3;

interface GrantedPermissions {
  /** As listed; `undefined` if they aren't listed, or can't be read. */
  readonly permissions: readonly Permission[] | undefined;
  readonly difference: PermissionDifference | undefined;
}

interface PermissionCheck {
  readonly list: () => Promise<readonly TokenRecord[]>;
  /** In milliseconds. */
  readonly checkInterval: number;
}

/** Compares what the server lists for a new token with what was requested: the response doesn't show it. Never throws. */
export async function loadGrantedPermissions(
  created: Token,
  requested: readonly Permission[],
  check: PermissionCheck,
): Promise<GrantedPermissions> {
  try {
    const record = await findRecord(created, check);
    return { permissions: parsePermissions(record.permissions), difference: differenceOf(record, requested) };
  } catch (error) {
    const message = l10n.t("Couldn't check what it's allowed to do. {0}", l10n.own(errorText(error)));
    return { permissions: undefined, difference: { message, deletable: undefined } };
  }
}

async function findRecord(created: Token, { list, checkInterval }: PermissionCheck): Promise<TokenRecord> {
  for (let count = 1; ; count++) {
    const record = (await list()).find(({ hash }) => created.matches(hash));
    if (record !== undefined) {
      return record;
    }
    if (count === maxChecks) {
      throw new UserError(l10n.t("The server doesn't list it yet. Refresh the list in a moment."));
    }
    await setTimeout(checkInterval);
  }
}

export function differenceOf(record: TokenRecord, requested: readonly Permission[]): PermissionDifference | undefined {
  const { permissions } = record;
  const listed = parsePermissions(permissions);
  if (listed === undefined || tokenKind(record) === 'unknown') {
    const raw = rawPermissions(permissions);
    const message =
      raw === ''
        ? l10n.t("The server doesn't list the token's permissions, so they couldn't be checked.")
        : l10n.t(
            "The token's permissions couldn't be checked, because the server lists them in an unknown format: {0}",
            raw,
          );
    return { message, deletable: record };
  }
  const [wanted, granted] = [rightsOf(requested), rightsOf(listed)];
  const [isMore, isLess] = [allowsMore(granted, wanted), allowsMore(wanted, granted)];
  const text = l10n.own(permissionText(permissions));
  if (isMore) {
    const message = isLess
      ? l10n.t(
          'The server gave it different permissions than you requested: {0}. If they allow too much, delete the token.',
          text,
        )
      : l10n.t(
          'The server gave it more permissions than you requested: {0}. If they allow too much, delete the token.',
          text,
        );
    return { message, deletable: record };
  }
  return isLess
    ? { message: l10n.t('The server gave it fewer permissions than you requested: {0}.', text), deletable: undefined }
    : undefined;
}

/** Permissions for a name hide those for `*`, so that a missing name can also mean that more is allowed. */
function allowsMore(rights: Rights, others: Rights): boolean {
  const hasMoreActions = [...rights].some(([key, actions]) =>
    [...actions].some((action) => others.get(key)?.has(action) !== true),
  );
  return hasMoreActions || [...others.keys()].some((key) => !rights.has(key) && rights.has(key.replace(/:.*$/, ':*')));
}
