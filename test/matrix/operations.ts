import {
  lookForCreated,
  lookForDeleted,
  lookForRecovered,
  lookForReplaced,
  type LookPort,
  type Verdict,
} from '../../src/core/lostAnswer.ts';
import type { Token } from '../../src/core/token.ts';
import { isOperatorToken, type TokenRecord } from '../../src/core/tokenRecord.ts';
import { createNamedToken } from '../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../src/influxdb/createOperatorToken.ts';
import type { NewToken } from '../../src/influxdb/decode.ts';
import { deleteToken } from '../../src/influxdb/deleteToken.ts';
import type { Endpoint } from '../../src/influxdb/endpoint.ts';
import { listTokens } from '../../src/influxdb/listTokens.ts';
import { ping } from '../../src/influxdb/ping.ts';
import { probe } from '../../src/influxdb/probe.ts';
import { isRecoveryListening, recoverOperatorToken } from '../../src/influxdb/recoverOperatorToken.ts';
import { regenerateOperatorToken } from '../../src/influxdb/regenerateOperatorToken.ts';
import type { Ground } from './ground.ts';

/** What a row is played with: made anew for each. */
export interface Stage {
  readonly bearer: Token;
  /** Name of the token that is to be made or deleted. */
  readonly name: string;
  /** Row of the token that is to be replaced or deleted, as the list shows it before. */
  readonly before: TokenRecord;
}

/** Something that the product asks of a server, and how it looks what became of that when the answer was lost. */
export interface Operation {
  readonly answer: 'token' | 'json' | 'empty';
  readonly changes: boolean;
  readonly port: 'main' | 'recovery';
  /** Can be done once on a server, and then only on another one. */
  readonly once: boolean;
  /** Needs a server without any token. */
  readonly onFresh: boolean;
  readonly prepare: (ground: Ground, name: string) => Promise<Stage>;
  readonly run: (endpoint: Endpoint, stage: Stage) => Promise<NewToken | undefined>;
  /** `undefined` where there is nothing to look with: nobody has a token of a server that had none. */
  readonly look?: (port: LookPort, stage: Stage, ground: Ground) => Promise<Verdict>;
  /** Whether the list shows that it was done. */
  readonly isDone: (after: readonly TokenRecord[], stage: Stage) => boolean;
}

const onMain = { port: 'main', once: false, onFresh: false } as const;
const changing = { ...onMain, changes: true } as const;
const looking = { ...onMain, changes: false, prepare: withNamed, isDone: () => false } as const;

export const operations: Readonly<Record<string, Operation>> = {
  'create the operator token': {
    ...changing,
    answer: 'token',
    once: true,
    onFresh: true,
    prepare: () => Promise.resolve({} as Stage),
    run: (endpoint) => createOperatorToken(endpoint),
    // Told by the proxy, which saw the server's answer.
    isDone: () => false,
  },
  'create a named token': {
    ...changing,
    answer: 'token',
    async prepare(ground, name) {
      return { ...(await withNamed(ground, `${name}-bearer`)), name };
    },
    run: (endpoint, { bearer, name }) => createNamedToken(endpoint, bearer, name, 3_600),
    look: (port, { bearer, name }) => lookForCreated(port, bearer, name),
    isDone: (after, stage) => after.some(({ name }) => name === stage.name),
  },
  'regenerate, signed in with the operator token': {
    ...changing,
    answer: 'token',
    async prepare(ground, name) {
      const { token } = await regenerateOperatorToken(ground.direct, keeperOf(ground));
      return { bearer: token, name, before: await operatorRow(ground) };
    },
    run: (endpoint, { bearer }) => regenerateOperatorToken(endpoint, bearer),
    look: (port, { bearer, before }) => lookForReplaced(port, bearer, before),
    isDone: isReplaced,
  },
  'regenerate, signed in with a named token': {
    ...changing,
    answer: 'token',
    async prepare(ground, name) {
      return { ...(await withNamed(ground, name)), before: await operatorRow(ground) };
    },
    run: (endpoint, { bearer }) => regenerateOperatorToken(endpoint, bearer),
    look: (port, { bearer, before }) => lookForReplaced(port, bearer, before),
    isDone: isReplaced,
  },
  'recover the operator token': {
    answer: 'token',
    changes: true,
    port: 'recovery',
    once: true,
    onFresh: false,
    async prepare(ground, name) {
      return { bearer: keeperOf(ground), name, before: await operatorRow(ground) };
    },
    run: (endpoint) => recoverOperatorToken(endpoint),
    // Straight to the port: the proxy in front of it listens whatever the server does.
    look: (port, _stage, { recovery }) =>
      lookForRecovered({ wait: () => port.wait(), isListening: () => isRecoveryListening(recovery) }),
    isDone: isReplaced,
  },
  'delete another token': {
    ...changing,
    answer: 'empty',
    async prepare(ground, name) {
      const { bearer } = await withNamed(ground, `${name}-bearer`);
      return { ...(await withNamed(ground, name)), bearer };
    },
    run: remove,
    look: (port, { bearer, before }) => lookForDeleted(port, bearer, before),
    isDone: isGone,
  },
  'delete the token that it is signed in with': {
    ...changing,
    answer: 'empty',
    prepare: withNamed,
    run: remove,
    look: (port, { bearer, before }) => lookForDeleted(port, bearer, before),
    isDone: isGone,
  },
  'list the tokens': {
    ...looking,
    answer: 'json',
    run: (endpoint, { bearer }) => nothing(listTokens(endpoint, bearer)),
  },
  'ask for the version': { ...looking, answer: 'json', run: (endpoint, { bearer }) => nothing(ping(endpoint, bearer)) },
  probe: { ...looking, answer: 'empty', run: (endpoint) => nothing(probe(endpoint)) },
};

/** With a token of its own, which is the bearer. */
async function withNamed(ground: Ground, name: string): Promise<Stage> {
  const { token } = await createNamedToken(ground.direct, keeperOf(ground), name, undefined);
  const before = (await ground.list()).find((record) => record.name === name);
  return { bearer: token, name, before: found(before) };
}

async function operatorRow(ground: Ground): Promise<TokenRecord> {
  return found((await ground.list()).find(isOperatorToken));
}

function keeperOf({ keeper }: Ground): Token {
  return found(keeper);
}

function found<Value>(value: Value | undefined): Value {
  if (value === undefined) {
    throw new Error('the server does not have what a row is prepared with');
  }
  return value;
}

async function remove(endpoint: Endpoint, { bearer, name }: Stage): Promise<undefined> {
  await deleteToken(endpoint, bearer, name);
}

async function nothing(looked: Promise<unknown>): Promise<undefined> {
  await looked;
}

function isReplaced(after: readonly TokenRecord[], { before }: Stage): boolean {
  return after.find(isOperatorToken)?.hash !== before.hash;
}

function isGone(after: readonly TokenRecord[], { before }: Stage): boolean {
  return !after.some(({ name, hash }) => name === before.name && hash === before.hash);
}
