import { monitorEventLoopDelay } from 'node:perf_hooks';
import { inspect } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import type { LookPort, Verdict } from '../../src/core/lostAnswer.ts';
import type { NewToken } from '../../src/influxdb/decode.ts';
import { listIfTaken, listTokens } from '../../src/influxdb/listTokens.ts';
import { ServerError, type ServerErrorKind } from '../../src/influxdb/serverError.ts';
import type { Fault, Report } from '../faultProxy/faults.ts';
import type { Ground } from './ground.ts';
import type { Operation, Stage } from './operations.ts';

/** What was seen of a row. */
export interface Seen {
  readonly told: 'answered' | 'nothing' | 'unknown' | 'something else';
  readonly kind: ServerErrorKind | undefined;
  /** How many connections were made, and so requests sent at most. */
  readonly connections: number;
  readonly isDone: boolean;
  /** Where the answer was lost: what looking told. */
  readonly verdict: Verdict['kind'] | undefined;
  /** Whether the string of a new token works; `undefined` where none came. */
  readonly isStringLive: boolean | undefined;
  /** Where a token string can be read that nobody should read. */
  readonly leak: string | undefined;
}

/** For a fault that only a time limit ends, in milliseconds, and for all others. */
const shortLimit = 200;
const longLimit = 10_000;
const nanosecondsAMillisecond = 1e6;

/** How a row is played: its name makes the tokens of each try its own. */
export interface Try {
  readonly name: string;
  /** From 1; each has twice the time of the one before. */
  readonly attempt: number;
}

function endsByLimit(fault: Fault): boolean {
  switch (fault.kind) {
    case 'silentAtOnce':
      return true;
    case 'noAnswer':
    case 'cut':
      return fault.end === 'silence';
    case 'drip':
      return fault.pieces > 100;
    case 'refuse':
    case 'resetAtOnce':
    case 'resetUnread':
    case 'shorten':
    case 'instead':
    case 'oversize':
    case 'gzip':
      return false;
  }
}

/**
 * Plays a row, and looks at it from both sides.
 * @returns `undefined` where this machine was busy for so long that the client gave up before the fault was there
 */
export async function play(
  operation: Operation,
  fault: Fault,
  ground: Ground,
  { name, attempt }: Try,
): Promise<Seen | undefined> {
  const limit = endsByLimit(fault) ? shortLimit * 2 ** (attempt - 1) : longLimit;
  const stage = await operation.prepare(ground, `${name}-${attempt}`);
  await ground.proxy.arm(fault);
  const start = performance.now();
  const lag = monitorEventLoopDelay({ resolution: 5 });
  lag.enable();
  const came = await settled(operation.run(ground.endpoint(limit), stage));
  lag.disable();
  const reports = await ground.proxy.settle();
  const isLost = 'error' in came && came.error instanceof ServerError && came.error.outcome === 'unknown';
  const verdict = isLost ? await operation.look?.(lookPort(ground), stage, ground) : undefined;
  await ground.proxy.settle();
  const [report] = reports;
  // What the proxy has sent may not have been read yet when the limit came.
  const wasBusy = lag.max / nanosecondsAMillisecond > limit / 4;
  if (report?.befellAt === undefined || report.befellAt - start > limit / 2 || wasBusy) {
    return undefined;
  }
  return {
    ...told(came),
    connections: reports.length,
    isDone: await isDone(operation, ground, stage, report),
    verdict: isLost ? (verdict?.kind ?? 'unknown') : undefined,
    isStringLive: 'value' in came && came.value !== undefined ? await isLive(ground, came.value) : undefined,
    leak: [...('error' in came ? [everythingIn(came.error)] : []), ...ground.logged].find(holdsToken),
  };
}

/** Looks as the product does, over the same way, which is well again. */
function lookPort(ground: Ground): LookPort {
  return {
    list: (bearer) => listIfTaken(ground.endpoint(longLimit), bearer),
    wait: () => delay(1),
  };
}

type Came = { readonly value: NewToken | undefined } | { readonly error: unknown };

function settled(call: Promise<NewToken | undefined>): Promise<Came> {
  return call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

function told(came: Came): Pick<Seen, 'told' | 'kind'> {
  if ('value' in came) {
    return { told: 'answered', kind: undefined };
  }
  return came.error instanceof ServerError
    ? { told: came.error.outcome, kind: came.error.kind }
    : { told: 'something else', kind: undefined };
}

/** Where no token is known to ask with, the proxy tells what the server answered. */
async function isDone(operation: Operation, ground: Ground, stage: Stage, report: Report): Promise<boolean> {
  return operation.onFresh ? report.status === 201 : operation.isDone(await ground.list(), stage);
}

async function isLive({ direct }: Ground, { token }: NewToken): Promise<boolean> {
  return listTokens(direct, token).then(
    () => true,
    () => false,
  );
}

const holdsToken = (text: string) => /apiv3_[\w-]{3,}/i.test(text);

function everythingIn(error: unknown): string {
  return inspect(error, { depth: Infinity, showHidden: true, getters: true, maxStringLength: null });
}
