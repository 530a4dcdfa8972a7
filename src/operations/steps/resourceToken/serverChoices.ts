import * as l10n from '../../../core/l10n.ts';
import { UserError } from '../../../core/errors.ts';
import { hasResourceTokens, productName, type Product } from '../../../core/product.ts';
import type { Server } from '../../../core/server/server.ts';
import { isDatabaseName } from '../../../core/token/requestedPermissions.ts';
import { identifyServer } from '../../../influxdb/identifyServer.ts';
import { listDatabases } from '../../../influxdb/listDatabases.ts';
import type { Connection } from '../../../servers/connections.ts';
import type { Person } from '../../person.ts';
import type { ServerAccess } from '../../ports.ts';
import { bearerOf } from '../connect.ts';
import { listAsAdmin } from './adminListing.ts';
import { unknownProductError } from './unknownProductError.ts';

/** Only InfluxDB itself writes to it, and only admin tokens can read it. */
const internalDatabase = '_internal';

export interface ServerChoices {
  readonly tokenNames: ReadonlySet<string>;
  /** Sorted, without deleted databases; empty if they weren't requested. */
  readonly databases: readonly string[];
  readonly version: string | undefined;
}

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
}

/** Waits for pending changes first. @throws UserError if resource tokens can't be created on the server */
export async function loadServerChoices(
  connection: Connection,
  { person, servers }: Ports,
  { needsDatabases }: { readonly needsDatabases: boolean },
): Promise<ServerChoices> {
  const { server, endpoint } = connection;
  return person.progress(l10n.t('Loading databases for {0}...', server.name), (signal) =>
    servers.store.changeQueue.run(server.url, async () => {
      signal.throwIfAborted();
      const bearer = await bearerOf(connection, servers);
      const { records } = await listAsAdmin(connection, bearer, { signal });
      const { product, version } = await identifyServer(endpoint, bearer, { signal });
      if (!hasResourceTokens(product)) {
        throw productError(server, product);
      }
      const databases = needsDatabases ? await listDatabases(endpoint, bearer, { signal }) : [];
      return {
        version,
        tokenNames: new Set(records.map(({ name }) => name)),
        databases: databases
          .filter(({ name, isDeleted }) => !isDeleted && name !== internalDatabase && isDatabaseName(name))
          .map(({ name }) => name)
          .sort(new Intl.Collator(undefined, { numeric: true }).compare),
      };
    }),
  );
}

function productError(server: Server, product: Product): UserError {
  const shownProduct = productName(product);
  return shownProduct === undefined
    ? unknownProductError(server)
    : new UserError(
        l10n.t(
          '{0} is {1}, which has no resource tokens. Only InfluxDB 3 Enterprise and Cloud have them. Create a named token instead.',
          server.name,
          l10n.own(shownProduct),
        ),
      );
}
