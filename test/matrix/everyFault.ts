import type { Ending, Fault, Place, Work } from '../faultProxy/faults.ts';

const endings: readonly Ending[] = ['close', 'reset', 'silence'];
const works: readonly Work[] = ['undone', 'done'];

const ended: Record<Ending, string> = { close: 'closed', reset: 'reset', silence: 'silence' };
const placed: Record<Place, string> = {
  statusLine: 'in the status line',
  headers: 'in the headers',
  body: 'in the body',
  beforeString: 'in front of the string',
  inString: 'in the string',
  afterString: 'behind the string',
};
const places = Object.keys(placed) as Place[];
const failures: readonly { readonly status: number; readonly html: boolean }[] = [
  { status: 500, html: false },
  { status: 502, html: true },
  { status: 504, html: true },
];

/** Everything that can befall a request, in words, in the order in which it would on its way. */
export const everyFault: ReadonlyMap<string, Fault> = new Map<string, Fault>([
  ['connection refused', { kind: 'refuse' }],
  ['reset at once', { kind: 'resetAtOnce' }],
  ['silence from the first byte on', { kind: 'silentAtOnce' }],
  ['reset before the request is read', { kind: 'resetUnread' }],
  ...works.flatMap((work) =>
    endings.map((end): [string, Fault] => [`read, ${work}, ${ended[end]}`, { kind: 'noAnswer', work, end }]),
  ),
  ...places.flatMap((place) => endingsAt(place).map((end) => cut(place, end))),
  ...places
    .filter((place) => place !== 'statusLine' && place !== 'headers')
    .map((place): [string, Fault] => [`shortened ${placed[place]}`, { kind: 'shorten', place }]),
  ...works.flatMap((work) =>
    failures.map(({ status, html }): [string, Fault] => [
      `${work}, ${status} ${html ? 'page' : 'text'}`,
      { kind: 'instead', work, status, html },
    ]),
  ),
  ['slow, and in time', { kind: 'drip', pieces: 12, milliseconds: 4 }],
  ['too slow', { kind: 'drip', pieces: 10_000, milliseconds: 20 }],
  ['endless', { kind: 'oversize', begins: 'blank' }],
  ['endless behind the body', { kind: 'oversize', begins: 'whole' }],
  ['compressed', { kind: 'gzip' }],
]);

/** Whether a reset overtakes what was sent before it is chance, which matters once the string is on its way. */
function endingsAt(place: Place): readonly Ending[] {
  return place === 'afterString' ? ['close', 'silence'] : endings;
}

function cut(place: Place, end: Ending): [string, Fault] {
  return [`cut ${placed[place]}, ${ended[end]}`, { kind: 'cut', place, end }];
}
