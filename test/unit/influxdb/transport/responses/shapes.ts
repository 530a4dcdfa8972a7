import * as v from 'valibot';
import { Token } from '../../../../../src/core/token/token.ts';
import type { CallName } from './recordedResponses.ts';

const date = v.pipe(
  v.date(),
  v.check((date) => !Number.isNaN(date.getTime()), 'invalid date'),
);
const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const clusterUuid = v.optional(v.pipe(v.string(), v.nonEmpty()));

const newToken = v.strictObject({
  token: v.pipe(
    v.instance(Token),
    v.check((token) => /^apiv3_[\w-]+$/.test(token.reveal()), 'invalid token'),
  ),
  id: v.optional(id),
  name: v.string(),
  expiry: v.optional(date),
  clusterUuid: v.optional(v.string()),
});

const record = v.strictObject({
  id,
  name: v.string(),
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{9,128}$/)),
  createdAt: date,
  updatedAt: v.optional(date),
  expiry: v.optional(date),
  permissions: v.string(),
  description: v.optional(v.string()),
});

export const resultSchemas: Record<CallName, v.GenericSchema> = {
  'creating the operator token': newToken,
  'regenerating the operator token': newToken,
  'creating a named token': newToken,
  'deleting a token': v.undefined(),
  'listing the tokens': v.array(record),
  'getting the version': v.strictObject({
    version: v.pipe(v.string(), v.regex(/^[\w.+~-]{1,100}$/)),
    clusterUuid,
    productName: v.optional(v.string()),
    build: v.optional(v.string()),
  }),
  probing: v.undefined(),
};
