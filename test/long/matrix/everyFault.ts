import type { Ending, Fault, ResponsePosition, Work } from '../../support/faultProxy/faults.ts';

const endings: readonly Ending[] = ['close', 'reset', 'silence'];
const works: readonly Work[] = ['notDone', 'done'];

const endingLabels: Record<Ending, string> = { close: 'closed', reset: 'reset', silence: 'silence' };
const workLabels: Record<Work, string> = { done: 'done', notDone: 'not done' };
const positionLabels: Record<ResponsePosition, string> = {
  statusLine: 'in the status line',
  headers: 'in the headers',
  body: 'in the body',
  beforeToken: 'before the token',
  inToken: 'in the token',
  afterToken: 'after the token',
};
const positions = Object.keys(positionLabels) as ResponsePosition[];
const substitutes: readonly { readonly status: number; readonly isHtml: boolean }[] = [
  { status: 500, isHtml: false },
  { status: 502, isHtml: true },
  { status: 504, isHtml: true },
];

/** The faults are in the order in which they occur during a request. */
export const everyFault: ReadonlyMap<string, Fault> = new Map<string, Fault>([
  ['connection refused', { kind: 'refuse' }],
  ['reset at once', { kind: 'resetAtOnce' }],
  ['silence from the start', { kind: 'silentAtOnce' }],
  ['reset before the request is read', { kind: 'resetBeforeRead' }],
  ...works.flatMap((work) =>
    endings.map((end): [string, Fault] => [
      `read, ${workLabels[work]}, ${endingLabels[end]}`,
      { kind: 'noResponse', work, end },
    ]),
  ),
  ...positions.flatMap((position) => endingsAt(position).map((end) => cut(position, end))),
  ...positions
    .filter((position) => position !== 'statusLine' && position !== 'headers')
    .map((position): [string, Fault] => [`shortened ${positionLabels[position]}`, { kind: 'shorten', position }]),
  ...works.flatMap((work) =>
    substitutes.map(({ status, isHtml }): [string, Fault] => [
      `${workLabels[work]}, ${status} ${isHtml ? 'page' : 'text'}`,
      { kind: 'substitute', work, status, isHtml },
    ]),
  ),
  ['slow but in time', { kind: 'drip', pieces: 12, milliseconds: 4 }],
  ['too slow', { kind: 'drip', pieces: 10_000, milliseconds: 20 }],
  ['endless', { kind: 'oversize', startsWith: 'spaces' }],
  ['endless after the body', { kind: 'oversize', startsWith: 'body' }],
  ['compressed', { kind: 'gzip' }],
]);

/** Leaves out resets after the token, because a reset may or may not overtake the bytes sent before it. */
function endingsAt(position: ResponsePosition): readonly Ending[] {
  return position === 'afterToken' ? ['close', 'silence'] : endings;
}

function cut(position: ResponsePosition, end: Ending): [string, Fault] {
  return [`cut ${positionLabels[position]}, ${endingLabels[end]}`, { kind: 'cut', position, end }];
}
