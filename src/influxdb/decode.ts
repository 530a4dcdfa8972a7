import * as l10n from '../core/l10n.ts';
import * as v from 'valibot';
import type { Steps } from '../core/pauses.ts';
import type { Lifetime } from '../core/token/expiry.ts';
import { Token } from '../core/token/token.ts';
import { clusterUuidOf, type HttpResponse } from './transport/response.ts';
import { refusalError } from './transport/refusals.ts';
import { ServerError } from './transport/serverError.ts';

/** A token as returned when it's created, the only time that the server sends the token string. */
export interface NewToken {
  readonly token: Token;
  readonly id: number | undefined;
  readonly name: string;
  /** `undefined` means that it never expires. */
  readonly expiry: Date | undefined;
  /** Missing before 3.7, behind some proxies, and on the recovery port. */
  readonly clusterUuid?: string | undefined;
}

const timestamp = /^([+-]?)(\d{4,6})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?Z?$/;

const time = v.pipe(
  v.string(),
  v.transform((text) => parseTimestamp(text)),
  v.date(),
);

const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const newTokenSchema = v.object({
  id,
  name: v.string(),
  token: v.pipe(v.string(), v.regex(/^apiv3_[A-Za-z0-9_-]+$/)),
  expiry: v.nullish(time),
});

/** In characters. Real servers accept no names that are nearly as long, and rows are sorted and drawn often. */
const maxTextLength = 100_000;

const rowSchema = v.object({
  token_id: id,
  name: v.pipe(v.string(), v.maxLength(maxTextLength)),
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{9,128}$/i), v.toLowerCase()),
  created_at: time,
  updated_at: v.nullish(time),
  expiry: v.nullish(time),
  permissions: v.optional(v.pipe(v.unknown(), v.transform(permissionsText)), ''),
  description: v.nullish(
    v.pipe(
      v.string(),
      v.transform((text) => text.slice(0, maxTextLength)),
    ),
  ),
});

/** In characters. */
const maxShownLength = 1000;
const rowsPerStep = 100;
const namedRow = v.object({ name: v.string() });

export interface DecodedTokenList {
  readonly rows: readonly v.InferOutput<typeof rowSchema>[];
  /** The names of the tokens whose rows can't be read, shortened; empty for a row without one. */
  readonly unreadable: readonly string[];
}

/** Other types than text must not make a row unreadable. */
function permissionsText(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  try {
    return value === null ? '' : JSON.stringify(value);
  } catch {
    // Unlike `parse`, `stringify` fails if values are nested too deeply.
    return '…';
  }
}

const databaseListSchema = v.array(v.object({ 'iox::database': v.string(), deleted: v.nullish(v.boolean()) }));

const pingSchema = v.object({
  version: v.pipe(v.string(), v.regex(/^[\w.+~-]{1,100}$/)),
  product_name: v.fallback(v.optional(v.string()), undefined),
});

const tokenInPartialJson = /"token"\s*:\s*"(apiv3_[A-Za-z0-9_-]+)"/;

/**
 * The server sends the token only once, so it's read even from a truncated or malformed response. The requested name
 * and lifetime then replace what is missing, and the expiration is only as exact as the clocks.
 */
export function decodeNewToken(response: HttpResponse, name: string, lifetime?: Lifetime): NewToken {
  // The server sends 201, but a proxy may turn that into a 200.
  if (response.status < 200 || response.status > 299) {
    throw refusalError(response, { isChange: true });
  }
  const clusterUuid = clusterUuidOf(response);
  const decoded = v.safeParse(newTokenSchema, parseJson(response));
  if (decoded.success) {
    const { id, token, expiry } = decoded.output;
    return {
      token: new Token(token, clusterUuid),
      id,
      name: decoded.output.name,
      expiry: expiry ?? undefined,
      clusterUuid,
    };
  }
  const tokenString = tokenInPartialJson.exec(response.body)?.[1];
  if (tokenString !== undefined) {
    const expiry = lifetime === undefined ? undefined : new Date(Date.now() + lifetime * 1000);
    return { token: new Token(tokenString, clusterUuid), id: undefined, name, expiry, clusterUuid };
  }
  throw response.truncatedBy ?? unexpectedResponseError(response, { isChange: true });
}

/** One row that can't be read doesn't hide the others. Yields often. @throws ServerError if no row can be read */
export function* decodeTokenList(response: HttpResponse): Steps<DecodedTokenList> {
  const list = decode(v.array(v.unknown()), response);
  const rows: v.InferOutput<typeof rowSchema>[] = [];
  const unreadable: string[] = [];
  for (const [index, row] of list.entries()) {
    if (index % rowsPerStep === 0) {
      yield;
    }
    const decoded = v.safeParse(rowSchema, row, { abortEarly: true });
    if (decoded.success) {
      rows.push(decoded.output);
    } else {
      unreadable.push(v.is(namedRow, row) ? row.name.slice(0, maxShownLength) : '');
    }
  }
  if (rows.length === 0 && list.length > 0) {
    throw unexpectedResponseError(response, { isChange: false });
  }
  return { rows, unreadable };
}

export function decodeDatabaseList(response: HttpResponse): v.InferOutput<typeof databaseListSchema> {
  return decode(databaseListSchema, response);
}

export function decodePing(response: HttpResponse): v.InferOutput<typeof pingSchema> {
  return decode(pingSchema, response);
}

export function decodeQueryResult(response: HttpResponse): readonly unknown[] {
  return decode(v.array(v.unknown()), response);
}

// The content type is ignored, because the server labels token objects just `json`.
function decode<Schema extends v.GenericSchema>(schema: Schema, response: HttpResponse): v.InferOutput<Schema> {
  if (response.status !== 200) {
    throw refusalError(response, { isChange: false });
  }
  // Stops at the first issue: collecting the issues of every row in a large list takes gigabytes.
  const decoded = v.safeParse(schema, parseJson(response), { abortEarly: true });
  if (!decoded.success) {
    throw unexpectedResponseError(response, { isChange: false });
  }
  return decoded.output;
}

/**
 * Reads a timestamp as the server writes it: without a zone (meaning UTC), without a fraction that's zero, and with a
 * sign and five or six digits for years after 9999. `Date` parses these differently or not at all.
 */
export function parseTimestamp(text: string): Date | undefined {
  const parts = timestamp.exec(text);
  if (parts === null) {
    return undefined;
  }
  const [, sign = '', year = '', month, day, hour, minute, second, fraction = ''] = parts;
  const wideYear = `${sign === '-' ? '-' : '+'}${year.padStart(6, '0')}`;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const date = new Date(`${wideYear}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function parseJson(response: HttpResponse): unknown {
  try {
    return JSON.parse(response.body.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

function unexpectedResponseError(response: HttpResponse, { isChange }: { readonly isChange: boolean }): ServerError {
  const message = l10n.t('Unexpected response. Check that this URL points to an InfluxDB 3 server.');
  return new ServerError('unexpectedResponse', message, {
    outcome: isChange ? 'unknown' : 'nothing',
    status: response.status,
  });
}
