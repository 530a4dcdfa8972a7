import type { FoundFileNode, FoundOccurrenceNode } from '../ui/found/foundNodes.ts';

/** Where a token was found, and which one it is. Never contains the token string. */
interface FoundOccurrence {
  /** Name of the workspace folder. Empty for files outside all folders. */
  readonly folder: string;
  /** Path relative to the folder, with `/`. */
  readonly file: string;
  /** 1-based, like `column`. */
  readonly line: number;
  readonly column: number;
  readonly server?: string;
  readonly name?: string;
  readonly status: string;
}

export function toOccurrence(
  { folder, file }: FoundFileNode,
  { range, identified }: FoundOccurrenceNode,
): FoundOccurrence {
  const { server, name, status } = identified;
  return {
    folder,
    file,
    line: range.start.line + 1,
    column: range.start.character + 1,
    ...(server === undefined ? {} : { server: server.url }),
    ...(name === undefined ? {} : { name }),
    status,
  };
}
