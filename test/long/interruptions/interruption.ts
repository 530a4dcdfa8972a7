/** How a window ends. */
export type End =
  /** The extension host is killed: nothing of it runs any longer. */
  | 'killed'
  /**
   * The window is reloaded. VS Code closes its connection first, so every call to it is rejected, and sockets and files
   * work until the process ends: after 5 seconds, if another extension takes that long to deactivate.
   */
  | 'reloaded'
  /** The window is closed, and no extension delays that: the same, but the process ends almost at once. */
  | 'closed';

/** Where it ends, in the order of the steps of one request. */
export type Point =
  /** The request is in the journal. */
  | 'before sending'
  /** The server did the work. */
  | 'before the response'
  /** The response was received. */
  | 'before storing'
  /** The secret is stored, but the reply of VS Code hasn't arrived, and what is known about it isn't stored. */
  | 'while storing'
  /** The token is stored. Only if the user is signed in with it afterwards. */
  | 'before signing in'
  /** The token is stored and signed in with. */
  | 'before copying'
  /** The token is stored, signed in with and copied, if it's to be. */
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
