import type { Observation } from './runRow.ts';
import type { Expectation } from './expectation.ts';

export function findViolations(
  { reported: outcomes, kinds, isDone, checkResult }: Expectation,
  observed: Observation | undefined,
): string[] {
  if (observed === undefined) {
    return ['the fault was not injected'];
  }
  return [
    ...(observed.connections === 1 ? [] : [`${observed.connections} connections instead of 1`]),
    ...(observed.reported !== 'another error' && outcomes.includes(observed.reported)
      ? []
      : [`reported: ${observed.reported}`]),
    ...(isExpectedKind(kinds, observed.kind)
      ? []
      : [`kind: ${observed.kind ?? 'none'} instead of ${kinds.join(' or ') || 'none'}`]),
    ...(observed.isDone === isDone
      ? []
      : [observed.isDone ? 'the server did the work' : 'the server did not do the work']),
    ...(observed.checkResult === undefined || observed.checkResult === checkResult
      ? []
      : [`check result: ${observed.checkResult}`]),
    ...(observed.isTokenLive === false ? ['the new token does not work'] : []),
    ...(observed.leak === undefined ? [] : ['a token was leaked']),
  ];
}

const isExpectedKind = (kinds: Expectation['kinds'], kind: Observation['kind']) =>
  kind === undefined ? kinds.length === 0 : kinds.includes(kind);
