import type { Reference } from './edits.ts';

/** The variable that the server's own CLI reads its token from. */
const variable = 'INFLUXDB3_AUTH_TOKEN';

/**
 * How a file refers to an environment variable in place of a token, in its own idiom.
 * @param path of the file; its name and folders tell what reads it
 * @param start offset of the token's first character in `text`
 * @param end offset behind its last
 * @returns `undefined` where no idiom is known, or none fits this place
 */
export function referenceFor(path: string, text: string, start: number, end: number): Reference | undefined {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  if (/^(docker-)?compose.*\.ya?ml$|\.conf$/i.test(name) && end > start && text !== '') {
    return { text: `\${${variable}}`, before: '', after: '' };
  }
  return undefined;
}
