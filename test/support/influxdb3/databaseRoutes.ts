import type { Access } from './access.ts';
import { assertDatabaseName } from './databaseName.ts';
import type { IncomingRequest } from './incomingRequest.ts';
import { isJsonContentType } from './jsonContentType.ts';
import { emptyResponse, streamedResponse, textResponse, type OutgoingResponse } from './outgoingResponse.ts';
import { contentTypes, render } from './query/formats.ts';
import type { RouteContext } from './routes.ts';
import { queryFormats } from './serde/requestBodies.ts';
import { parseCreateDatabase } from './serde/requestBodies.ts';
import { wrongContentTypeResponse } from './tokenResponses.ts';
import { readParameters, UrlParameterError } from './urlParameters.ts';

const nameColumn = 'iox::database';

/** Which rights a resource token needs for the list isn't known: here, `describe` on any database. */
export function listDatabases({ catalog }: RouteContext, request: IncomingRequest, access: Access): OutgoingResponse {
  access.requireAnyDatabase('describe');
  const parameters = readParameters(request.query ?? '', ['format'], ['show_deleted']);
  const format = queryFormats.find((known) => known === parameters.get('format'));
  if (format === undefined) throw new UrlParameterError(`serde error: unknown variant \`${parameters.get('format')}\``);
  if (format === 'parquet') return textResponse(500, 'the token server for tests has no parquet');

  const { live, deleted } = catalog.databases;
  const rows =
    parameters.get('show_deleted') === 'true'
      ? [
          ...live.map(({ name }) => ({ [nameColumn]: name, deleted: false })),
          ...deleted.map(({ name, deletedAs = name }) => ({ [nameColumn]: deletedAs, deleted: true })),
        ]
      : live.map(({ name }) => ({ [nameColumn]: name }));
  const columns = Object.keys(rows[0] ?? {});
  return streamedResponse(contentTypes[format], render(format, columns, rows));
}

export async function createDatabase(
  { catalog, release }: RouteContext,
  request: IncomingRequest,
  access: Access,
): Promise<OutgoingResponse> {
  if (!isJsonContentType(request.headers['content-type'])) return wrongContentTypeResponse();
  const name = parseCreateDatabase(await request.readBody(), release.exponentSign);
  access.requireDatabase(name, 'create');
  assertDatabaseName(name);
  catalog.databases.create(name);
  await catalog.save();
  return emptyResponse(200);
}

/** Since 3.8.4, tokens that may write to a database can't delete it. */
export async function deleteDatabase(
  { catalog }: RouteContext,
  request: IncomingRequest,
  access: Access,
): Promise<OutgoingResponse> {
  access.requireAdmin();
  const parameters = readParameters(request.query ?? '', ['db'], ['hard_delete_at']);
  catalog.databases.delete(parameters.get('db') ?? '', parameters.get('hard_delete_at') === 'now');
  await catalog.save();
  return emptyResponse(200);
}

/** Creates the database if it doesn't exist, but stores no data. */
export async function writeLineProtocol(
  { catalog }: RouteContext,
  request: IncomingRequest,
  access: Access,
): Promise<OutgoingResponse> {
  if (request.query === undefined) return textResponse(400, "missing query parameter 'db'");
  const name = readParameters(request.query, ['db']).get('db') ?? '';
  access.requireDatabase(name, 'write');
  assertDatabaseName(name);
  await request.readBody();
  if (catalog.databases.find(name) === undefined) {
    catalog.databases.create(name);
    await catalog.save();
  }
  return emptyResponse(204);
}
