import { JsonCursor } from './jsonCursor.ts';
import { readStruct, type Fields, type Shape } from './jsonStruct.ts';
import { oneOf, optional, skipAnyValue, readString, readU64 } from './jsonValues.ts';

/** Formats of the list. The test server refuses `parquet`, which the real one supports. */
export const queryFormats = ['parquet', 'csv', 'pretty', 'json', 'jsonl'] as const;
export type QueryFormat = (typeof queryFormats)[number];

export interface CreateNamedAdminToken {
  tokenName: string;
  expirySecs: bigint | undefined;
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

const queryShape: Shape = {
  name: 'QueryRequest',
  fields: { db: readString, q: readString, format: optional(oneOf(queryFormats)), params: skipAnyValue },
  required: ['db', 'q'],
};

export function parseCreateNamedAdminToken(body: Buffer, exponentSign: '' | '+'): CreateNamedAdminToken {
  const fields = parse(body, createShape, exponentSign);
  return { tokenName: fields['token_name'] as string, expirySecs: fields['expiry_secs'] as bigint | undefined };
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
