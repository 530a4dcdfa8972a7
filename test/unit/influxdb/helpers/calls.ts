import type { Token } from '../../../../src/core/token/token.ts';
import { createNamedToken } from '../../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../../src/influxdb/createOperatorToken.ts';
import type { NewToken } from '../../../../src/influxdb/decode.ts';
import { deleteToken } from '../../../../src/influxdb/deleteToken.ts';
import type { CallOptions, Endpoint } from '../../../../src/influxdb/transport/endpoint.ts';
import { listTokens } from '../../../../src/influxdb/listTokens.ts';
import { ping } from '../../../../src/influxdb/ping.ts';
import { probe } from '../../../../src/influxdb/probe.ts';
import { regenerateOperatorToken } from '../../../../src/influxdb/regenerateOperatorToken.ts';

export type Call<Result> = (endpoint: Endpoint, bearer: Token, options?: CallOptions) => Promise<Result>;

type Creation = 'creating the operator token' | 'regenerating the operator token' | 'creating a named token';
type Change = Creation | 'deleting a token';
type Read = 'listing the tokens' | 'getting the version' | 'probing';

export const creations: Record<Creation, Call<NewToken>> = {
  'creating the operator token': (endpoint, _bearer, options) => createOperatorToken(endpoint, options),
  'regenerating the operator token': (endpoint, bearer, options) => regenerateOperatorToken(endpoint, bearer, options),
  'creating a named token': (endpoint, bearer, options) => createNamedToken(endpoint, bearer, 'new', 3_600, options),
};

export const changes: Record<Change, Call<unknown>> = {
  ...creations,
  'deleting a token': (endpoint, bearer, options) => deleteToken(endpoint, bearer, 'old', options),
};

export const reads: Record<Read, Call<unknown>> = {
  'listing the tokens': (endpoint, bearer, options) => listTokens(endpoint, bearer, options),
  'getting the version': (endpoint, bearer, options) => ping(endpoint, bearer, options),
  probing: (endpoint, _bearer, options) => probe(endpoint, options),
};

export const calls: Record<Change | Read, Call<unknown>> = { ...changes, ...reads };
