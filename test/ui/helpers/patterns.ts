import { sentence } from '../../support/sentences.ts';

/** Matches text that contains the patterns in this order, such as a row's label and parts of its description. */
export function inOrder(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('[^]*'));
}

/** Doesn't match "unreachable". */
export const reachable = new RegExp(`(?<!un)${sentence('reachable')}`);

export const expiresInDays = (days: number): string => sentence('expiresIn', sentence('days', days));
