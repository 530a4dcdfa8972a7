import { createHash } from 'node:crypto';

const placeholder = /<(sha512 |first 9 of sha512 )?(operator[^<>]*|token of [^<>]*|token)>/g;
const abbreviations: Record<string, string> = {
  'xxxxxxxxx…': 'x'.repeat(256),
  'yyyyyyyyy…': 'y'.repeat(70_000),
};

export class Placeholders {
  readonly #tokens = new Map<string, string>();

  set(name: string, token: string): void {
    this.#tokens.set(name, token);
  }

  /** If the recorded response has a placeholder for its token, sets that to the actual token. */
  learn(recorded: string, actual: string): void {
    const name = /"token":"<([^<>]+)>"/.exec(recorded)?.[1];
    if (name !== undefined) this.set(name, (JSON.parse(actual) as { token: string }).token);
  }

  fill(text: string): string {
    const filled = text
      .replace(placeholder, (_, form: string | undefined, name: string) => this.#form(form, name))
      .replace(/base64\(([^)]*)\)/g, (_, plain: string) => Buffer.from(plain).toString('base64'));
    return Object.entries(abbreviations).reduce((result, [short, long]) => result.replaceAll(short, long), filled);
  }

  #form(form: string | undefined, name: string): string {
    const token = this.#tokens.get(name);
    // One of the server's messages contains a literal `<token>`.
    if (token === undefined && name === 'token') return `<${name}>`;
    if (token === undefined) throw new Error(`unknown placeholder <${name}>`);
    if (form === undefined) return token;
    const hash = createHash('sha512').update(token).digest('hex');
    return form === 'sha512 ' ? hash : hash.slice(0, 9);
  }
}

/** Restores a body that was recorded only by its start and length. */
export function expandBody(body: string): string {
  const [, start, length] = /^(.*)… \((\d+) characters\)$/s.exec(body) ?? [];
  if (start === undefined) return body;
  const end = start.startsWith('{') ? '"}' : '';
  return start.padEnd(Number(length) - end.length, start.at(-1)) + end;
}

/** Masks what differs between runs: replaces digits of times with zeros, and UUIDs with a word. */
export function maskVariableParts(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?/g, (time) => time.replace(/\d/g, '0'))
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>');
}

/** The one recorded CSV contains real hashes. The names of their tokens are in the column before. */
export function csvWithPlaceholders(csv: string): string {
  return csv.replace(/^(.*),[0-9a-f]{9}$/gm, '$1,<first 9 of sha512 token of $1>');
}
