import type { Seen } from './play.ts';
import type { Promised } from './promise.ts';

/** What is not as promised, in words. @param seen `undefined` where the fault never befell the row */
export function brokenIn({ told, kinds, isDone, verdict }: Promised, seen: Seen | undefined): string[] {
  if (seen === undefined) {
    return ['the fault did not befall it'];
  }
  return [
    ...(seen.connections === 1 ? [] : [`${seen.connections} connections instead of one`]),
    ...(seen.told !== 'something else' && told.includes(seen.told) ? [] : [`told: ${seen.told}`]),
    ...(isOneOf(kinds, seen.kind) ? [] : [`kind: ${seen.kind ?? 'none'} instead of ${kinds.join(' or ') || 'none'}`]),
    ...(seen.isDone === isDone ? [] : [seen.isDone ? 'it was done' : 'it was not done']),
    ...(seen.verdict === undefined || seen.verdict === verdict ? [] : [`looking told: ${seen.verdict}`]),
    ...(seen.isStringLive === false ? ['the string that came does not work'] : []),
    ...(seen.leak === undefined ? [] : ['a token string can be read']),
  ];
}

const isOneOf = (kinds: Promised['kinds'], kind: Seen['kind']) =>
  kind === undefined ? kinds.length === 0 : kinds.includes(kind);
