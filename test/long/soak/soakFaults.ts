import type { Fault } from '../../support/faultProxy/faults.ts';
import { everyFault } from '../matrix/everyFault.ts';
import type { Random } from './random.ts';

/** Slow faults, which take a whole time limit, are chosen less often. */
const slowShare = 0.25;

const faults = [...everyFault.values()].filter(({ kind }) => kind !== 'refuse');
const slowFaults = faults.filter(isSlow);
const quickFaults = faults.filter((fault) => !isSlow(fault));

/** Fewer requests than `rate` actually fail, because not every response has the fault's position. */
export function randomFault(random: Random, rate: number): Fault | undefined {
  return random.chance(rate) ? random.pick(random.chance(slowShare) ? slowFaults : quickFaults) : undefined;
}

function isSlow(fault: Fault): boolean {
  switch (fault.kind) {
    case 'silentAtOnce':
    case 'oversize':
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
    case 'gzip':
      return false;
  }
}
