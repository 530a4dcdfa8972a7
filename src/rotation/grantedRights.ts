import * as l10n from '../core/l10n.ts';
import { errorText } from '../core/errorText.ts';
import { UserError } from '../core/errors.ts';
import { parsePermissions } from '../core/token/permissions.ts';
import { permissionText } from '../core/token/permissionText.ts';
import { hasSameRights } from '../core/token/rights.ts';
import { displayName } from '../core/token/tokenName.ts';
import type { TokenRecord } from '../core/token/tokenRecord.ts';
import type { Journal } from './journal.ts';
import { listTokens, maxTries } from './listing.ts';
import type { RotationPorts } from './ports.ts';
import { plannedPermissions } from './replacement.ts';
import { deleteCreatedToken } from './retiring.ts';

/** The server created a token with other rights than the old token has, so it was deleted. */
export class RightsDiffer extends UserError {
  override readonly name = 'RightsDiffer';
}

/**
 * Checks in the list what a new resource token is allowed to do, because the response to its request doesn't say.
 * @throws RightsDiffer; UserError if it can't be checked
 */
export async function ensureSameRights(journal: Journal, ports: RotationPorts): Promise<void> {
  const { next, old, stage } = journal;
  if (next.how !== 'createResource') {
    return;
  }
  const planned = plannedPermissions(next);
  const { permissions } = await findCreated(journal, ports);
  const granted = parsePermissions(permissions);
  if (granted !== undefined && hasSameRights(granted, planned)) {
    return;
  }
  const [newName, oldName, access] = [
    displayName(next.name),
    displayName(old.name),
    l10n.own(permissionText(permissions)),
  ];
  try {
    await deleteCreatedToken(next, journal, ports);
  } catch (error) {
    throw new UserError(
      l10n.t(
        'The server created "{0}" with different permissions than "{1}" has ({2}), and it couldn\'t be deleted. {3}',
        newName,
        oldName,
        access,
        l10n.own(errorText(error)),
      ),
      { cause: error },
    );
  }
  const deleted = l10n.t(
    'The server created "{0}" with different permissions than "{1}" has ({2}), so it was deleted.',
    newName,
    oldName,
    access,
  );
  throw new RightsDiffer(
    stage === 'creating' ? l10n.join([deleted, l10n.t("Your files and the old token weren't changed.")], ' ') : deleted,
  );
}

async function findCreated(journal: Journal, ports: RotationPorts): Promise<TokenRecord> {
  const { name, hash } = journal.next;
  for (let tries = 1; ; tries++) {
    const { records } = await listTokens(journal, ports);
    const record = records.find((listed) => listed.name === name && hash?.startsWith(listed.hash) === true);
    if (record !== undefined) {
      return record;
    }
    if (tries === maxTries) {
      throw new UserError(
        l10n.t(
          "The server doesn't list the new token \"{0}\", so what it's allowed to do can't be checked.",
          displayName(name),
        ),
      );
    }
    await ports.server.waitForNodes();
  }
}
