import type { ServerErrorKind } from '../../src/influxdb/serverError.ts';
import type { Ending, Fault } from '../faultProxy/faults.ts';
import type { Operation } from './operations.ts';
import type { TransportName } from './transport.ts';

/** What the product has to say of a request, and what is true of it. */
export interface Promised {
  /** `answered`; or an error that claims that `nothing` was done, or that this is `unknown`. Two where it is chance. */
  readonly told: readonly ('answered' | 'nothing' | 'unknown')[];
  /** Of the error; none where it is answered, and more than one where it is chance. */
  readonly kinds: readonly ServerErrorKind[];
  readonly isDone: boolean;
  /** What looking tells, where it was unknown. */
  readonly verdict: 'nothing' | 'lost' | 'done' | 'unknown';
}

/** What is promised of an operation that a fault befalls. */
export function promised(operation: Operation, fault: Fault, transport: TransportName): Promised {
  const { told, kinds, reaches } = fate(operation, fault, transport);
  const isDone = reaches && operation.changes;
  return {
    told: operation.changes ? told : told.map((word) => (word === 'unknown' ? 'nothing' : word)),
    kinds,
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

interface Fate extends Pick<Promised, 'told' | 'kinds'> {
  /** Whether the request reaches the server. */
  readonly reaches: boolean;
}

const answered: Fate = { told: ['answered'], kinds: [], reaches: true };
const unsent = (...kinds: ServerErrorKind[]): Fate => ({ told: ['nothing'], kinds, reaches: false });
const lost = (kind: ServerErrorKind, reaches = true): Fate => ({ told: ['unknown'], kinds: [kind], reaches });

const kindOf: Readonly<Record<Ending, ServerErrorKind>> = {
  close: 'connectionLost',
  reset: 'connectionLost',
  silence: 'timedOut',
};

function fate({ answer, changes }: Operation, fault: Fault, transport: TransportName): Fate {
  const isPlain = transport === 'plain';
  const isTunnelled = transport === 'TLS by CONNECT';
  switch (fault.kind) {
    case 'refuse':
      return unsent(isTunnelled ? 'proxyFailed' : 'connectionRefused');
    case 'resetAtOnce':
      // Without TLS the request may be on its way when the reset comes, or not yet; with a tunnel it may be there or not.
      if (isPlain) {
        return { ...lost('connectionLost', false), told: ['nothing', 'unknown'] };
      }
      return isTunnelled ? unsent('proxyFailed', 'connectionLost') : unsent('connectionLost');
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
