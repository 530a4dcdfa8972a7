import { JsonCursor } from './jsonCursor.ts';
import type { PermissionSpec } from '../permissions/permission.ts';
import { sequenceOf } from './jsonSequence.ts';
import { readStruct, type Fields, type Shape } from './jsonStruct.ts';
import { oneOf, optional, skipAnyValue, readString, readU64 } from './jsonValues.ts';

/** Formats of the list. The test server refuses `parquet`, which the real one supports. */
export const queryFormats = ['parquet', 'csv', 'pretty', 'json', 'jsonl'] as const;
export type QueryFormat = (typeof queryFormats)[number];

export interface CreateNamedAdminToken {
  tokenName: string;
  expirySecs: bigint | undefined;
}

export interface CreateResourceToken extends CreateNamedAdminToken {
  permissions: PermissionSpec[];
}

export interface QueryRequest {
  db: string;
  q: string;
  format: QueryFormat | undefined;
}

const createShape: Shape = {
  name: 'CreateNamedAdminTokenRequest',
  fields: { token_name: readString, expiry_secs: optional(readU64) },
  required: ['token_name'],
};

const permissionShape: Shape = {
  name: 'PermissionDetailsApi',
  fields: {
    resource_type: readString,
    resource_names: sequenceOf(readString),
    actions: sequenceOf(readString),
  },
  required: ['resource_type', 'resource_names', 'actions'],
};

const createResourceShape: Shape = {
  name: 'CreateTokenWithPermissionsRequest',
  fields: {
    token_name: readString,
    permissions: sequenceOf((cursor, exponentSign) => readStruct(cursor, permissionShape, exponentSign)),
    expiry_secs: optional(readU64),
  },
  required: ['token_name', 'permissions'],
};

const createDatabaseShape: Shape = {
  name: 'CreateDatabaseRequest',
  fields: { db: readString, retention_period: skipAnyValue },
  required: ['db'],
};

const queryShape: Shape = {
  name: 'QueryRequest',
  fields: { db: readString, q: readString, format: optional(oneOf(queryFormats)), params: skipAnyValue },
  required: ['db', 'q'],
};

export function parseCreateNamedAdminToken(body: Buffer, exponentSign: '' | '+'): CreateNamedAdminToken {
  const fields = parse(body, createShape, exponentSign);
  return { tokenName: fields['token_name'] as string, expirySecs: fields['expiry_secs'] as bigint | undefined };
}

export function parseCreateResourceToken(body: Buffer, exponentSign: '' | '+'): CreateResourceToken {
  const fields = parse(body, createResourceShape, exponentSign);
  const permissions = (fields['permissions'] as Fields[]).map((entry) => ({
    resourceType: entry['resource_type'] as string,
    resourceNames: entry['resource_names'] as string[],
    actions: entry['actions'] as string[],
  }));
  return {
    tokenName: fields['token_name'] as string,
    expirySecs: fields['expiry_secs'] as bigint | undefined,
    permissions,
  };
}

/** The name of the database. */
export function parseCreateDatabase(body: Buffer, exponentSign: '' | '+'): string {
  return parse(body, createDatabaseShape, exponentSign)['db'] as string;
}

export function parseQueryRequest(body: Buffer, exponentSign: '' | '+'): QueryRequest {
  const fields = parse(body, queryShape, exponentSign);
  return {
    db: fields['db'] as string,
    q: fields['q'] as string,
    format: fields['format'] as QueryFormat | undefined,
  };
}

function parse(body: Buffer, shape: Shape, exponentSign: '' | '+'): Fields {
  const cursor = new JsonCursor(body);
  const fields = readStruct(cursor, shape, exponentSign);
  if (cursor.nextSignificant() !== '') throw cursor.peekError('trailing characters');
  return fields;
}
