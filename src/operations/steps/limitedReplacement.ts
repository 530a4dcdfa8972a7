import * as l10n from '../../core/l10n.ts';
import { redact } from '../../core/redact.ts';
import { UserError } from '../../core/errors.ts';
import { hasResourceTokens } from '../../core/product.ts';
import { isOlderThan } from '../../core/server/version.ts';
import type { Server } from '../../core/server/server.ts';
import { namesText } from '../../core/token/permissionText.ts';
import { replacementPermissions } from '../../core/token/replaceable.ts';
import type { Token } from '../../core/token/token.ts';
import { displayName } from '../../core/token/tokenName.ts';
import type { TokenRecord } from '../../core/token/tokenRecord.ts';
import { identifyServer, type ServerDetails } from '../../influxdb/identifyServer.ts';
import { listDatabases } from '../../influxdb/listDatabases.ts';
import { missingDatabasesError, namedDatabases } from '../../rotation/databases.ts';
import type { Connection } from '../../servers/connections.ts';
import type { Person, Question } from '../person.ts';
import { unknownProductError } from './resourceToken/unknownProductError.ts';

const maxShownNames = 10;

/**
 * Checks, before anything else is asked, whether the server can create a token with the same permissions, and asks if
 * that might give access to other databases.
 * @returns the deleted databases that the user was asked about
 */
export async function confirmSameDatabases(
  { server, endpoint }: Connection,
  bearer: Token,
  record: TokenRecord,
  person: Person,
): Promise<readonly string[]> {
  const permissions = replacementPermissions(record);
  const title = l10n.t('Checking what "{0}" has access to...', displayName(record.name));
  const databases = await person.progress(title, async (signal) => {
    assertSupported(server, await identifyServer(endpoint, bearer, { signal }), record);
    return listDatabases(endpoint, bearer, { signal });
  });
  const { missing, recreated, deletions } = namedDatabases(permissions, databases);
  if (missing.length > 0) {
    throw missingDatabasesError(missing, record.name, server.name);
  }
  if (recreated.length > 0) {
    await person.confirm(recreatedQuestion(recreated, record, server));
  }
  return deletions;
}

function assertSupported(server: Server, { product, version }: ServerDetails, record: TokenRecord): void {
  const name = displayName(record.name);
  if (product === 'core') {
    throw new UserError(
      l10n.t(
        '"{0}" can\'t be rotated, because it has limited access, and InfluxDB 3 Core doesn\'t create such tokens.',
        name,
      ),
    );
  }
  if (version !== undefined && isOlderThan(version, 3, 1)) {
    // Permissions contain numbers instead of names in these releases.
    throw new UserError(
      l10n.t(
        '"{0}" can\'t be rotated, because InfluxDB {1} doesn\'t list the names of the databases that the token has access to. Update the server to version 3.1 or later.',
        name,
        version,
      ),
    );
  }
  if (!hasResourceTokens(product)) {
    throw unknownProductError(server);
  }
}

function recreatedQuestion(recreated: readonly string[], { name }: TokenRecord, { url }: Server): Question {
  const [first = '', ...others] = recreated;
  const confirmLabel = l10n.t('Rotate Token');
  return others.length === 0
    ? {
        message: l10n.t(
          'Rotate "{0}", even though the database "{1}" was deleted and recreated?',
          displayName(name),
          redact(first),
        ),
        urls: [url],
        detail: l10n.t(
          'The old token might have access only to the deleted database. The new token will have access to the one that exists now.',
        ),
        confirmLabel,
      }
    : {
        message: l10n.t(
          'Rotate "{0}", even though these databases were deleted and recreated? {1}',
          displayName(name),
          l10n.own(namesText(recreated, maxShownNames)),
        ),
        urls: [url],
        detail: l10n.t(
          'The old token might have access only to the deleted databases. The new token will have access to the ones that exist now.',
        ),
        confirmLabel,
      };
}
