import type { ServerErrorKind } from '../../src/influxdb/serverError.ts';
import type { Ending, Fault } from '../faultProxy/faults.ts';
import type { Operation } from './operations.ts';
import type { TransportName } from './transport.ts';

/** What the product has to say of a request, and what is true of it. */
export interface Promised {
  /** `answered`; or an error that claims that `nothing` was done, or that this is `unknown`. Two where it is chance. */
  readonly told: readonly ('answered' | 'nothing' | 'unknown')[];
  readonly kind: ServerErrorKind | undefined;
  readonly isDone: boolean;
  /** What looking tells, where it was unknown. */
  readonly verdict: 'nothing' | 'lost' | 'done' | 'unknown';
}

/** What is promised of an operation that a fault befalls. */
export function promised(operation: Operation, fault: Fault, transport: TransportName): Promised {
  const { told, kind, reaches } = fate(operation, fault, transport);
  const isDone = reaches && operation.changes;
  return {
    told: operation.changes ? told : told.map((word) => (word === 'unknown' ? 'nothing' : word)),
    kind: told.includes('answered') ? undefined : kind,
    isDone,
    verdict: verdictOn(operation, isDone),
  };
}

function verdictOn({ look, answer }: Operation, isDone: boolean): Promised['verdict'] {
  if (look === undefined) {
    return 'unknown';
  }
  if (!isDone) {
    return 'nothing';
  }
  return answer === 'token' ? 'lost' : 'done';
}

interface Fate extends Pick<Promised, 'told' | 'kind'> {
  /** Whether the request reaches the server. */
  readonly reaches: boolean;
}

const answered: Fate = { told: ['answered'], kind: undefined, reaches: true };
const unsent = (kind: ServerErrorKind): Fate => ({ told: ['nothing'], kind, reaches: false });
const lost = (kind: ServerErrorKind, reaches = true): Fate => ({ told: ['unknown'], kind, reaches });

const kindOf: Readonly<Record<Ending, ServerErrorKind>> = {
  close: 'connectionLost',
  reset: 'connectionLost',
  silence: 'timedOut',
};

function fate({ answer, changes }: Operation, fault: Fault, transport: TransportName): Fate {
  const isPlain = transport === 'plain';
  switch (fault.kind) {
    case 'refuse':
      return unsent('connectionRefused');
    case 'resetAtOnce':
      // Without TLS the request may be on its way when the reset comes, or not yet.
      return isPlain ? { ...lost('connectionLost', false), told: ['nothing', 'unknown'] } : unsent('connectionLost');
    case 'silentAtOnce':
      return isPlain ? lost('timedOut', false) : unsent('timedOut');
    case 'resetUnread':
      return lost('connectionLost', false);
    case 'noAnswer':
      return lost(kindOf[fault.end], fault.work === 'done');
    case 'cut':
      // The string comes once, so it is saved from what came.
      return fault.place === 'afterString' ? answered : lost(kindOf[fault.end]);
    case 'shorten':
      return fault.place === 'afterString' ? answered : lost('unexpectedAnswer');
    case 'instead':
      return lost('serverFailed', fault.work === 'done');
    case 'drip':
      return fault.pieces < 100 ? answered : lost('timedOut');
    case 'oversize':
      // The status line alone says that a delete was done.
      return (answer === 'empty' && changes) || (answer === 'token' && fault.begins === 'whole')
        ? answered
        : lost('answerTooLarge');
    case 'gzip':
      return answered;
  }
}
