/** A file of a workspace, as people have it. */
export interface ConfigFile {
  /** From the workspace on, with `/`. */
  readonly path: string;
  readonly content: Buffer;
  /** What a search is to find in it; `none` also where it must not look. */
  readonly holds: 'token' | 'other' | 'both' | 'none';
  /** At how many places `token` is to be found. */
  readonly places: number;
  /** Whether git tracks it. What is not tracked may be ignored or not. */
  readonly tracked?: boolean;
}

/** A file of lines, with `lineEnd` behind each. */
export function lines(list: readonly string[], lineEnd = '\n'): Buffer {
  return Buffer.from(list.map((line) => line + lineEnd).join(''));
}
