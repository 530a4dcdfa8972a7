import { createHash } from 'node:crypto';

const placeholder = /<(sha512 |first 9 of sha512 )?(operator[^<>]*|token of [^<>]*|token)>/g;
const abbreviated: Record<string, string> = {
  'xxxxxxxxx…': 'x'.repeat(256),
  'yyyyyyyyy…': 'y'.repeat(70_000),
};

/** What the placeholders of a recording stand for in a run of its own. */
export class Placeholders {
  readonly #tokens = new Map<string, string>();

  /** From now on `<name>` is this token. */
  set(name: string, token: string): void {
    this.#tokens.set(name, token);
  }

  /** Learns the token of an answer from where the recording has a placeholder for it. */
  learn(recorded: string, actual: string): void {
    const name = /"token":"<([^<>]+)>"/.exec(recorded)?.[1];
    if (name !== undefined) this.set(name, (JSON.parse(actual) as { token: string }).token);
  }

  /** A text of the recording with everything filled in. */
  fill(text: string): string {
    const filled = text
      .replace(placeholder, (_, form: string | undefined, name: string) => this.#form(form, name))
      .replace(/base64\(([^)]*)\)/g, (_, plain: string) => Buffer.from(plain).toString('base64'));
    return Object.entries(abbreviated).reduce((result, [short, long]) => result.replaceAll(short, long), filled);
  }

  #form(form: string | undefined, name: string): string {
    const token = this.#tokens.get(name);
    // A message of the server's own speaks of `<token>` too.
    if (token === undefined && name === 'token') return `<${name}>`;
    if (token === undefined) throw new Error(`nothing is known of <${name}>`);
    if (form === undefined) return token;
    const hash = createHash('sha512').update(token).digest('hex');
    return form === 'sha512 ' ? hash : hash.slice(0, 9);
  }
}

/** A body of which the recording tells only the beginning and the length. */
export function wholeBody(body: string): string {
  const [, start, length] = /^(.*)… \((\d+) characters\)$/s.exec(body) ?? [];
  if (start === undefined) return body;
  const end = start.startsWith('{') ? '"}' : '';
  return start.padEnd(Number(length) - end.length, start.at(-1)) + end;
}

/** A text with what differs from run to run made the same: times to zeros (fractions kept), ids to a word. */
export function withoutAccidents(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?/g, (time) => time.replace(/\d/g, '0'))
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>');
}

/** The one recorded CSV shows hashes as they were: what they were of is in the column before. */
export function csvWithPlaceholders(csv: string): string {
  return csv.replace(/^(.*),[0-9a-f]{9}$/gm, '$1,<first 9 of sha512 token of $1>');
}
