import type { Token } from '../core/token/token.ts';
import { decodeDatabaseList } from './decode.ts';
import type { CallOptions, Endpoint } from './transport/endpoint.ts';
import { send } from './transport/send.ts';

/** In bytes. Enough for 100,000 databases with names of average length. */
const sizeLimit = 8 * 1024 * 1024;

export interface Database {
  readonly name: string;
  /** Deleted, but not for good: its name is then `NAME-YYYYMMDDTHHMMSS`, with `-ID` if that's taken. */
  readonly isDeleted: boolean;
}

/** Includes `_internal`. If the server doesn't say which databases are deleted, their names show it. */
export async function listDatabases(
  endpoint: Endpoint,
  bearer: Token,
  options: CallOptions = {},
): Promise<readonly Database[]> {
  const path = '/api/v3/configure/database';
  const query = 'format=json&show_deleted=true';
  const response = await send(endpoint, { method: 'GET', path, query, token: bearer, sizeLimit }, options);
  return decodeDatabaseList(response).map(({ 'iox::database': name, deleted }) => ({
    name,
    isDeleted: deleted ?? nameBeforeDeletion(name) !== name,
  }));
}

/** The name that a deleted database had. */
export function nameBeforeDeletion(name: string): string {
  return name.replace(/-\d{8}T\d{6}(?:-\d+)?$/, '');
}
