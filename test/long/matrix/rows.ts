import type { Fault } from '../../support/faultProxy/faults.ts';
import { everyFault } from './everyFault.ts';
import { operations, type Operation } from './operations.ts';
import { transportNames, type TransportName } from './transport.ts';

export interface Row {
  readonly operation: string;
  readonly fault: string;
  readonly transport: TransportName;
}

export function everyRow(): Row[] {
  return transportNames.flatMap((transport) =>
    Object.entries(operations).flatMap(([operation, { responseBody: response }]) =>
      [...everyFault]
        .filter(([, fault]) => appliesTo(fault, response))
        .map(([name]) => ({ operation, fault: name, transport })),
    ),
  );
}

/** An empty body can't be cut, and only responses with a new token have the positions around it. */
function appliesTo(fault: Fault, response: Operation['responseBody']): boolean {
  switch (fault.kind) {
    case 'cut':
    case 'shorten':
      switch (fault.position) {
        case 'statusLine':
        case 'headers':
          return true;
        case 'body':
          return response === 'json';
        case 'beforeToken':
        case 'inToken':
        case 'afterToken':
          return response === 'token';
      }
      return false;
    case 'oversize':
      return fault.startsWith === 'spaces' || response !== 'empty';
    case 'refuse':
    case 'resetAtOnce':
    case 'silentAtOnce':
    case 'resetBeforeRead':
    case 'noResponse':
    case 'substitute':
    case 'drip':
    case 'gzip':
      return true;
  }
}
