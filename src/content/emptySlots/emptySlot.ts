/** A place where a file's format has an empty value for a token. The token replaces the text from start to end. */
export interface EmptySlot {
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** What goes before and after the token: quotes, a space, or an authorization scheme. */
  readonly before: string;
  readonly after: string;
}

export interface Line {
  readonly start: number;
  readonly text: string;
}

export const tokenKey = String.raw`[\w.-]{0,40}influx[\w.-]{0,40}token`;

/** In lines. How far the heading of a value is looked for, so that a generated file takes no long time. */
export const maxDistance = 200;

/** Finds empty slots in one line. `index` is the line's position in `lines`. */
export type FindInLine = (line: Line, index: number, lines: readonly Line[]) => readonly EmptySlot[];

/** @param from offset in the line; `to` is the same for an empty range */
export function slotIn(line: Line, from: number, to = from, before = '', after = ''): EmptySlot {
  return { start: line.start + from, end: line.start + to, before, after };
}
