import type { Fault } from '../faultProxy/faults.ts';
import { everyFault } from './everyFault.ts';
import { operations, type Operation } from './operations.ts';
import { transportNames, type TransportName } from './transport.ts';

/** One operation that one fault befalls over one transport. */
export interface Row {
  readonly operation: string;
  readonly fault: string;
  readonly transport: TransportName;
}

/** Every operation with every fault that can befall it, over every transport. */
export function everyRow(): Row[] {
  return transportNames.flatMap((transport) =>
    Object.entries(operations).flatMap(([operation, { answer }]) =>
      [...everyFault]
        .filter(([, fault]) => canBefall(fault, answer))
        .map(([name]) => ({ operation, fault: name, transport })),
    ),
  );
}

/** An answer without a body cannot be cut in it, and only one with a new token holds a string. */
function canBefall(fault: Fault, answer: Operation['answer']): boolean {
  switch (fault.kind) {
    case 'cut':
    case 'shorten':
      switch (fault.place) {
        case 'statusLine':
        case 'headers':
          return true;
        case 'body':
          return answer === 'json';
        case 'beforeString':
        case 'inString':
        case 'afterString':
          return answer === 'token';
      }
      return false;
    case 'oversize':
      return fault.begins === 'blank' || answer !== 'empty';
    case 'refuse':
    case 'resetAtOnce':
    case 'silentAtOnce':
    case 'resetUnread':
    case 'noAnswer':
    case 'instead':
    case 'drip':
    case 'gzip':
      return true;
  }
}
