export interface ConfigFile {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  readonly content: Buffer;
  /** Which tokens a search must find in the file; `none` for files that aren't searched. */
  readonly contains: 'token' | 'other' | 'both' | 'none';
  readonly occurrences: number;
  readonly tracked?: boolean;
}

export function lines(content: readonly string[], lineEnd = '\n'): Buffer {
  return Buffer.from(content.map((line) => line + lineEnd).join(''));
}
