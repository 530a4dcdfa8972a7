import type { Insertion } from '../insertedLines.ts';
import { lineBreakOf } from './idiom.ts';

interface EnvironmentInsertion extends Insertion {
  readonly start: number;
}

/**
 * Where an env file can set a variable: after `X=` if that line is empty, or else on a new last line. Returns
 * `undefined` if the file sets it to something else.
 */
export function environmentInsertion(file: string, variable: string, value: string): EnvironmentInsertion | undefined {
  // In quotes, `#` and spaces are a part of the value for every reader.
  const quote = /^[\w./+=:@-]+$/.test(value) ? '' : "'";
  const line = [...file.matchAll(new RegExp(String.raw`^[ \t]*(?:export[ \t]+)?${variable}[ \t]*=(.*)$`, 'gm'))].at(-1);
  if (line === undefined) {
    const lineBreak = lineBreakOf(file);
    return {
      start: file.length,
      before: `${lineBreakBefore(file, lineBreak)}${variable}=${quote}`,
      after: quote + lineBreak,
    };
  }
  const [whole, rest = ''] = line;
  const slot = /^[ \t]*(""|'')?[ \t]*(?:[ \t]#.*)?\r?$/.exec(rest);
  if (slot === null) {
    return undefined;
  }
  const isQuoted = slot[1] !== undefined;
  const start = line.index + whole.length - rest.length + (isQuoted ? rest.search(/["']/) + 1 : 0);
  return { start, before: isQuoted ? '' : quote, after: isQuoted ? '' : quote };
}

function lineBreakBefore(file: string, lineBreak: string): string {
  const last = file === '' || file.endsWith('\n') ? '' : lineBreak;
  // A backslash at the end of a line continues it on the next one.
  return /\\\r?\n?$/.test(file) ? last + lineBreak : last;
}
