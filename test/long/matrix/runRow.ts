import { monitorEventLoopDelay } from 'node:perf_hooks';
import { inspect } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerCheck, CheckResult } from '../../../src/operations/steps/deletion/checkDeleted.ts';
import type { RequestResult } from '../../../src/operations/steps/tokenRequest/checkRequest.ts';
import type { NewToken } from '../../../src/influxdb/decode.ts';
import { listIfAccepted, listTokens } from '../../../src/influxdb/listTokens.ts';
import { ServerError, type ServerErrorKind } from '../../../src/influxdb/transport/serverError.ts';
import { recordOutcome } from '../../support/canary/outcomes.ts';
import type { Fault, FaultReport } from '../../support/faultProxy/faults.ts';
import type { MatrixFixture } from './fixture.ts';
import type { Operation, RowTokens } from './operations.ts';

export interface Observation {
  readonly reported: 'success' | 'nothing' | 'unknown' | 'another error';
  readonly kind: ServerErrorKind | undefined;
  /** The most requests that can have been sent. */
  readonly connections: number;
  readonly isDone: boolean;
  readonly checkResult: CheckResult['kind'] | RequestResult['kind'] | undefined;
  /** Whether the new token works; `undefined` if there is none. */
  readonly isTokenLive: boolean | undefined;
  readonly leak: string | undefined;
}

/** In milliseconds; the short one is for faults that only a time limit ends. */
const shortLimit = 200;
const longLimit = 10_000;
const nanosecondsPerMillisecond = 1e6;

/** Each attempt at a row has its own token names, so that it does not find those of an earlier one. */
export interface RowAttempt {
  readonly name: string;
  /** From 1. Each attempt has twice the time limit of the one before. */
  readonly attempt: number;
}

function endsByLimit(fault: Fault): boolean {
  switch (fault.kind) {
    case 'silentAtOnce':
      return true;
    case 'noResponse':
    case 'cut':
      return fault.end === 'silence';
    case 'drip':
      return fault.pieces > 100;
    case 'refuse':
    case 'resetAtOnce':
    case 'resetBeforeRead':
    case 'shorten':
    case 'substitute':
    case 'oversize':
    case 'gzip':
      return false;
  }
}

/** Resolves to `undefined` if this machine was so busy that the client may have timed out before the fault. */
export async function runRow(
  operation: Operation,
  fault: Fault,
  fixture: MatrixFixture,
  { name, attempt }: RowAttempt,
): Promise<Observation | undefined> {
  const limit = endsByLimit(fault) ? shortLimit * 2 ** (attempt - 1) : longLimit;
  const input = await operation.prepare(fixture, `${name}-${attempt}`);
  await fixture.proxy.arm(fault);
  const start = performance.now();
  const loopDelay = monitorEventLoopDelay({ resolution: 5 });
  loopDelay.enable();
  const outcome = await settle(operation.run(fixture.endpoint(limit), input));
  loopDelay.disable();
  if ('error' in outcome) recordOutcome('error of an operation', name, outcome.error);
  const reports = await fixture.proxy.takeReports();
  const isLost = 'error' in outcome && outcome.error instanceof ServerError && outcome.error.outcome === 'unknown';
  const checkResult = isLost ? await operation.check?.(serverCheck(fixture), input, fixture) : undefined;
  await fixture.proxy.takeReports();
  const [report] = reports;
  // The client may have timed out before it read what the proxy sent.
  const wasBusy = loopDelay.max / nanosecondsPerMillisecond > limit / 4;
  if (report?.injectedAt === undefined || report.injectedAt - start > limit / 2 || wasBusy) {
    return undefined;
  }
  const { reported, kind } = reportedBy(outcome);
  return {
    reported,
    kind,
    connections: reports.length,
    isDone: await isDone(operation, fixture, input, report),
    checkResult: isLost ? (checkResult?.kind ?? 'unknown') : undefined,
    isTokenLive:
      'value' in outcome && outcome.value !== undefined ? await isTokenAccepted(fixture, outcome.value) : undefined,
    leak: [...('error' in outcome ? [inspectAll(outcome.error)] : []), ...fixture.logged].find(containsToken),
  };
}

/** Checks as the product does, through the same proxy, which no longer injects a fault. */
function serverCheck(fixture: MatrixFixture): ServerCheck {
  return {
    list: (bearer) => listIfAccepted(fixture.endpoint(longLimit), bearer),
    wait: () => delay(1),
  };
}

type Outcome = { readonly value: NewToken | undefined } | { readonly error: unknown };

function settle(call: Promise<NewToken | undefined>): Promise<Outcome> {
  return call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

function reportedBy(outcome: Outcome): { reported: Observation['reported']; kind: Observation['kind'] } {
  if ('value' in outcome) {
    return { reported: 'success', kind: undefined };
  }
  return outcome.error instanceof ServerError
    ? { reported: outcome.error.outcome, kind: outcome.error.kind }
    : { reported: 'another error', kind: undefined };
}

/** Uses the status of the server's response if there is no token to list with. */
async function isDone(
  operation: Operation,
  fixture: MatrixFixture,
  input: RowTokens,
  report: FaultReport,
): Promise<boolean> {
  return operation.needsFreshServer ? report.status === 201 : operation.isDone(await fixture.list(), input);
}

async function isTokenAccepted({ direct }: MatrixFixture, { token }: NewToken): Promise<boolean> {
  return listTokens(direct, token).then(
    () => true,
    () => false,
  );
}

const containsToken = (text: string) => /apiv3_[\w-]{3,}/i.test(text);

function inspectAll(error: unknown): string {
  return inspect(error, { depth: Infinity, showHidden: true, getters: true, maxStringLength: null });
}
