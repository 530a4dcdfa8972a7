import {
  checkDeleted,
  type ServerCheck,
  type CheckResult,
} from '../../../src/operations/steps/deletion/checkDeleted.ts';
import type { RequestResult } from '../../../src/operations/steps/tokenRequest/checkRequest.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { isOperatorToken, type TokenRecord } from '../../../src/core/token/tokenRecord.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import type { NewToken } from '../../../src/influxdb/decode.ts';
import { deleteToken } from '../../../src/influxdb/deleteToken.ts';
import type { Endpoint } from '../../../src/influxdb/transport/endpoint.ts';
import { listTokens } from '../../../src/influxdb/listTokens.ts';
import { ping } from '../../../src/influxdb/ping.ts';
import { probe } from '../../../src/influxdb/probe.ts';
import { isRecoveryListening, recoverOperatorToken } from '../../../src/influxdb/recoverOperatorToken.ts';
import { regenerateOperatorToken } from '../../../src/influxdb/regenerateOperatorToken.ts';
import { checkCreated, checkRecovered, checkReplaced } from '../requestChecks.ts';
import type { MatrixFixture } from './fixture.ts';

export interface RowTokens {
  readonly bearer: Token;
  readonly name: string;
  readonly before: TokenRecord;
}

export interface Operation {
  readonly responseBody: 'token' | 'json' | 'empty';
  readonly isChange: boolean;
  readonly port: 'main' | 'recovery';
  readonly isOneTime: boolean;
  readonly needsFreshServer: boolean;
  readonly prepare: (fixture: MatrixFixture, name: string) => Promise<RowTokens>;
  readonly run: (endpoint: Endpoint, stage: RowTokens) => Promise<NewToken | undefined>;
  /** `undefined` if no token exists to check with. */
  readonly check?: (
    port: ServerCheck,
    stage: RowTokens,
    fixture: MatrixFixture,
  ) => Promise<CheckResult | RequestResult>;
  readonly isDone: (after: readonly TokenRecord[], stage: RowTokens) => boolean;
}

const mainPort = { port: 'main', isOneTime: false, needsFreshServer: false } as const satisfies Partial<Operation>;
const change = { ...mainPort, isChange: true } as const satisfies Partial<Operation>;
const readOnly = {
  ...mainPort,
  isChange: false,
  prepare: createNamed,
  isDone: () => false,
} as const satisfies Partial<Operation>;

export const operations: Readonly<Record<string, Operation>> = {
  'create the operator token': {
    ...change,
    responseBody: 'token',
    isOneTime: true,
    needsFreshServer: true,
    prepare: () => Promise.resolve({} as RowTokens),
    run: (endpoint) => createOperatorToken(endpoint),
    // Decided by the proxy's report instead: there is no token to list with.
    isDone: () => false,
  },
  'create a named token': {
    ...change,
    responseBody: 'token',
    async prepare(fixture, name) {
      return { ...(await createNamed(fixture, `${name}-bearer`)), name };
    },
    run: (endpoint, { bearer, name }) => createNamedToken(endpoint, bearer, name, 3_600),
    check: (port, { bearer, name }) => checkCreated({ ...port, bearer }, name),
    isDone: (after, stage) => after.some(({ name }) => name === stage.name),
  },
  'regenerate as operator token': {
    ...change,
    responseBody: 'token',
    async prepare(fixture, name) {
      const { token } = await regenerateOperatorToken(fixture.direct, adminTokenOf(fixture));
      return { bearer: token, name, before: await operatorRecord(fixture) };
    },
    run: (endpoint, { bearer }) => regenerateOperatorToken(endpoint, bearer),
    check: (port, { bearer, before }) => checkReplaced({ ...port, bearer }, before),
    isDone: isReplaced,
  },
  'regenerate as named token': {
    ...change,
    responseBody: 'token',
    async prepare(fixture, name) {
      return { ...(await createNamed(fixture, name)), before: await operatorRecord(fixture) };
    },
    run: (endpoint, { bearer }) => regenerateOperatorToken(endpoint, bearer),
    check: (port, { bearer, before }) => checkReplaced({ ...port, bearer }, before),
    isDone: isReplaced,
  },
  'recover the operator token': {
    responseBody: 'token',
    isChange: true,
    port: 'recovery',
    isOneTime: true,
    needsFreshServer: false,
    async prepare(fixture, name) {
      return { bearer: adminTokenOf(fixture), name, before: await operatorRecord(fixture) };
    },
    run: (endpoint) => recoverOperatorToken(endpoint),
    // Checks the port itself, because the proxy in front of it always listens.
    check: (port, { before }, { recovery }) =>
      checkRecovered({ ...port, isListening: () => isRecoveryListening(recovery) }, before),
    isDone: isReplaced,
  },
  'delete another token': {
    ...change,
    responseBody: 'empty',
    async prepare(fixture, name) {
      const { bearer } = await createNamed(fixture, `${name}-bearer`);
      return { ...(await createNamed(fixture, name)), bearer };
    },
    run: runDelete,
    check: (port, { bearer, before }) => checkDeleted(port, bearer, before),
    isDone: isDeleted,
  },
  'delete the sign-in token': {
    ...change,
    responseBody: 'empty',
    prepare: createNamed,
    run: runDelete,
    check: (port, { bearer, before }) => checkDeleted(port, bearer, before),
    isDone: isDeleted,
  },
  'list the tokens': {
    ...readOnly,
    responseBody: 'json',
    run: (endpoint, { bearer }) => ignoreResult(listTokens(endpoint, bearer)),
  },
  'get the version': {
    ...readOnly,
    responseBody: 'json',
    run: (endpoint, { bearer }) => ignoreResult(ping(endpoint, bearer)),
  },
  probe: { ...readOnly, responseBody: 'empty', run: (endpoint) => ignoreResult(probe(endpoint)) },
};

async function createNamed(fixture: MatrixFixture, name: string): Promise<RowTokens> {
  const { token } = await createNamedToken(fixture.direct, adminTokenOf(fixture), name, undefined);
  const before = (await fixture.list()).find((record) => record.name === name);
  return { bearer: token, name, before: defined(before) };
}

async function operatorRecord(fixture: MatrixFixture): Promise<TokenRecord> {
  return defined((await fixture.list()).find(isOperatorToken));
}

function adminTokenOf({ adminToken }: MatrixFixture): Token {
  return defined(adminToken);
}

function defined<Value>(value: Value | undefined): Value {
  if (value === undefined) {
    throw new Error('The server lacks a token that the row needs.');
  }
  return value;
}

async function runDelete(endpoint: Endpoint, { bearer, name }: RowTokens): Promise<undefined> {
  await deleteToken(endpoint, bearer, name);
}

async function ignoreResult(request: Promise<unknown>): Promise<undefined> {
  await request;
}

function isReplaced(after: readonly TokenRecord[], { before }: RowTokens): boolean {
  return after.find(isOperatorToken)?.hash !== before.hash;
}

function isDeleted(after: readonly TokenRecord[], { before }: RowTokens): boolean {
  return !after.some(({ name, hash }) => name === before.name && hash === before.hash);
}
