import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import type { Lifetime } from '../core/expiry.ts';
import { Token } from '../core/token.ts';
import { clusterUuidOf, type Answer } from './answer.ts';
import { refusalIn } from './refusals.ts';
import { ServerError } from './serverError.ts';
import { parseTimestamp } from './timestamps.ts';

/** A token right after its birth: the only moment at which its string is known. */
export interface NewToken {
  readonly token: Token;
  readonly id: number | undefined;
  readonly name: string;
  /** `undefined` means never. */
  readonly expiry: Date | undefined;
  /** Of the InfluxDB that made it: none before 3.8, behind some proxies, and from the recovery port. */
  readonly clusterUuid?: string | undefined;
}

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

const listSchema = v.array(
  v.object({
    token_id: id,
    name: v.string(),
    hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{9,128}$/i), v.toLowerCase()),
    created_at: time,
    updated_at: v.nullish(time),
    expiry: v.nullish(time),
    permissions: v.nullish(v.string(), ''),
    description: v.nullish(v.string()),
  }),
);

const pingSchema = v.object({ version: v.pipe(v.string(), v.regex(/^[\w.+~-]{1,100}$/)) });

/** The string of a token in an answer that is no whole JSON. */
const tokenInCutAnswer = /"token"\s*:\s*"(apiv3_[A-Za-z0-9_-]+)"/;

/**
 * The new token in the answer to a create or regenerate (201). The string is saved whatever the rest of the answer
 * looks like, cut or odd, because it comes once.
 * @param name the name that was asked for, for an answer too short to tell it
 * @param lifetime the same: when the token expires is then known but for the difference of two clocks
 * @throws ServerError
 */
export function decodeNewToken(answer: Answer, name: string, lifetime?: Lifetime): NewToken {
  // Any success: a proxy may have made a 200 of it.
  if (answer.status < 200 || answer.status > 299) {
    throw refusalIn(answer, true);
  }
  const clusterUuid = clusterUuidOf(answer);
  const decoded = v.safeParse(newTokenSchema, jsonIn(answer));
  if (decoded.success) {
    const { id, token, expiry } = decoded.output;
    return { token: new Token(token), id, name: decoded.output.name, expiry: expiry ?? undefined, clusterUuid };
  }
  const saved = tokenInCutAnswer.exec(answer.body)?.[1];
  if (saved !== undefined) {
    const expiry = lifetime === undefined ? undefined : new Date(Date.now() + lifetime * 1000);
    return { token: new Token(saved), id: undefined, name, expiry, clusterUuid };
  }
  throw answer.cut ?? unexpected(answer, true);
}

/** @throws ServerError */
export function decodeTokenList(answer: Answer): v.InferOutput<typeof listSchema> {
  return decode(listSchema, answer);
}

/** @throws ServerError */
export function decodePing(answer: Answer): v.InferOutput<typeof pingSchema> {
  return decode(pingSchema, answer);
}

// Not by content type: the server sends its token objects as the bare word `json`.
function decode<Schema extends v.GenericSchema>(schema: Schema, answer: Answer): v.InferOutput<Schema> {
  if (answer.status !== 200) {
    throw refusalIn(answer, false);
  }
  // Only up to the first thing that is wrong: a word on each row of a large one takes gigabytes.
  const decoded = v.safeParse(schema, jsonIn(answer), { abortEarly: true });
  if (!decoded.success) {
    throw unexpected(answer, false);
  }
  return decoded.output;
}

function jsonIn(answer: Answer): unknown {
  try {
    return JSON.parse(answer.body.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

function unexpected(answer: Answer, changed: boolean): ServerError {
  const message = l10n.t('Unexpected response. Check that this URL points to an InfluxDB 3 server.');
  return new ServerError('unexpectedAnswer', message, {
    outcome: changed ? 'unknown' : 'nothing',
    status: answer.status,
  });
}
