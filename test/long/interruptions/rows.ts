import { ends, points, type End, type Point } from './interruption.ts';
import { operations } from './operations.ts';

export interface Row {
  readonly operation: string;
  readonly end: End;
  readonly point: Point;
}

/** One end for each point of each operation, so that each end occurs at each point. */
export function sampleRows(rows: readonly Row[]): Row[] {
  const names = Object.keys(operations);
  return rows.filter(
    ({ operation, end, point }) =>
      ends[(names.indexOf(operation) + points.indexOf(point)) % ends.length] === end && sampled.has(operation),
  );
}

/** Different in what they send, and in what can be checked afterwards. */
const sampled = new Set([
  'create operator',
  'create named',
  'regenerate, another token stored',
  'recover',
  'rotate named',
  'rotate operator: regenerate',
  'undo',
]);

export function everyRow(): Row[] {
  return Object.entries(operations).flatMap(([operation, { copies, signsIn }]) =>
    points
      .filter((point) => (copies || point !== 'before copying') && (signsIn || point !== 'before signing in'))
      .flatMap((point) => ends.map((end) => ({ operation, end, point }))),
  );
}
