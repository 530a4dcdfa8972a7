import { lineBreakOf } from './idiom.ts';

/** What to append to an env file, so that it sets a variable. */
export function environmentLine(file: string, variable: string, value: string): string {
  const lineBreak = lineBreakOf(file);
  // In quotes, `#` and spaces are a part of the value for every reader.
  const quoted = /^[\w./+=:@-]+$/.test(value) ? value : `'${value}'`;
  return `${file === '' || file.endsWith('\n') ? '' : lineBreak}${variable}=${quoted}${lineBreak}`;
}
