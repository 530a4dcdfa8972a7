import type { Fault } from '../faultProxy/faults.ts';
import { everyFault } from '../matrix/everyFault.ts';
import type { Random } from './random.ts';

/** Faults that cost a whole time limit, or as much as a server can send in one, come less often. */
const shareOfSlow = 0.25;

const faults = [...everyFault.values()].filter(({ kind }) => kind !== 'refuse');
const slow = faults.filter(isSlow);
const quick = faults.filter((fault) => !isSlow(fault));

/**
 * What befalls a request, if anything.
 * @param rate share of requests to be met; that of those which are is less, since not every answer has every place
 */
export function chanceFault(random: Random, rate: number): Fault | undefined {
  return random.chance(rate) ? random.pick(random.chance(shareOfSlow) ? slow : quick) : undefined;
}

function isSlow(fault: Fault): boolean {
  switch (fault.kind) {
    case 'silentAtOnce':
    case 'oversize':
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
    case 'gzip':
      return false;
  }
}
