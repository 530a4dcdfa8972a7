import type { ServerErrorKind } from '../../../src/influxdb/transport/serverError.ts';
import type { Ending, Fault } from '../../support/faultProxy/faults.ts';
import type { Operation } from './operations.ts';
import type { TransportName } from './transport.ts';

export interface Expectation {
  /** Errors say that `nothing` was done or that this is `unknown`. More than one if it depends on chance. */
  readonly reported: readonly ('success' | 'nothing' | 'unknown')[];
  /** Kinds of the error: none on success, more than one if it depends on chance. */
  readonly kinds: readonly ServerErrorKind[];
  readonly isDone: boolean;
  /** What the check must find if the response was lost. */
  readonly checkResult: 'nothing' | 'lost' | 'done' | 'unknown';
}

export function expectationFor(operation: Operation, fault: Fault, transport: TransportName): Expectation {
  const { outcomes, kinds, reachesServer } = effectOf(operation, fault, transport);
  const isDone = reachesServer && operation.isChange;
  return {
    reported: operation.isChange ? outcomes : outcomes.map((outcome) => (outcome === 'unknown' ? 'nothing' : outcome)),
    kinds,
    isDone,
    checkResult: expectedCheckResult(operation, isDone),
  };
}

function expectedCheckResult(
  { check, responseBody: response }: Operation,
  isDone: boolean,
): Expectation['checkResult'] {
  if (check === undefined) {
    return 'unknown';
  }
  if (!isDone) {
    return 'nothing';
  }
  return response === 'token' ? 'lost' : 'done';
}

interface FaultEffect {
  readonly outcomes: Expectation['reported'];
  readonly kinds: Expectation['kinds'];
  readonly reachesServer: boolean;
}

const success: FaultEffect = { outcomes: ['success'], kinds: [], reachesServer: true };
const notSent = (...kinds: ServerErrorKind[]): FaultEffect => ({ outcomes: ['nothing'], kinds, reachesServer: false });
const lost = (kind: ServerErrorKind, reachesServer = true): FaultEffect => ({
  outcomes: ['unknown'],
  kinds: [kind],
  reachesServer,
});

const kindOf: Readonly<Record<Ending, ServerErrorKind>> = {
  close: 'connectionLost',
  reset: 'connectionLost',
  silence: 'timedOut',
};

function effectOf(
  { responseBody: response, isChange }: Operation,
  fault: Fault,
  transport: TransportName,
): FaultEffect {
  const isPlain = transport === 'plain';
  const isTunneled = transport === 'TLS through CONNECT';
  switch (fault.kind) {
    case 'refuse':
      return notSent(isTunneled ? 'proxyFailed' : 'connectionRefused');
    case 'resetAtOnce':
      // By chance, the reset comes before or after a plain request was sent, or before or after a tunnel was opened.
      if (isPlain) {
        return { ...lost('connectionLost', false), outcomes: ['nothing', 'unknown'] };
      }
      return isTunneled ? notSent('proxyFailed', 'connectionLost') : notSent('connectionLost');
    case 'silentAtOnce':
      return isPlain ? lost('timedOut', false) : notSent('timedOut');
    case 'resetBeforeRead':
      return lost('connectionLost', false);
    case 'noResponse':
      return lost(kindOf[fault.end], fault.work === 'done');
    case 'cut':
      // The server sends a token only once, so the client accepts it from an incomplete response.
      return fault.position === 'afterToken' ? success : lost(kindOf[fault.end]);
    case 'shorten':
      return fault.position === 'afterToken' ? success : lost('unexpectedResponse');
    case 'substitute':
      return lost('serverFailed', fault.work === 'done');
    case 'drip':
      return fault.pieces < 100 ? success : lost('timedOut');
    case 'oversize':
      // For a delete, the status line is enough.
      return (response === 'empty' && isChange) || (response === 'token' && fault.startsWith === 'body')
        ? success
        : lost('responseTooLarge');
    case 'gzip':
      return success;
  }
}
