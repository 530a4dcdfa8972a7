export type End =
  /** The extension host is killed: nothing of it runs any longer. */
  | 'killed'
  // VS Code closes its connection, so calls to it are rejected. Sockets and files work until the process ends:
  // after 5 seconds, if another extension takes that long to deactivate.
  | 'reloaded'
  /** As `reloaded`, but no extension delays the end, so the process ends almost at once. */
  | 'closed';

/** Where it ends, in the order of the steps of one request. */
export type Point =
  /** The request is in the journal. */
  | 'before sending'
  /** The server did the work. */
  | 'before the response'
  | 'before storing'
  /** The secret is stored, but the reply of VS Code hasn't arrived, and what is known about it isn't stored. */
  | 'while storing'
  /** The token is stored. Only if the user is signed in with it afterwards. */
  | 'before signing in'
  | 'before copying'
  | 'afterwards';

export const ends: readonly End[] = ['killed', 'reloaded', 'closed'];
export const points: readonly Point[] = [
  'before sending',
  'before the response',
  'before storing',
  'while storing',
  'before signing in',
  'before copying',
  'afterwards',
];

export interface Interruption {
  readonly end: End;
  readonly point: Point;
  /** Which of the requests of the operation is interrupted, from 1. */
  readonly request: number;
}
