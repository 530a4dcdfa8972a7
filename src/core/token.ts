import { createHash } from 'node:crypto';
import { inspect } from 'node:util';

/** `apiv3_` and the URL-safe base64, without padding, of 64 random bytes. */
const madeByServer = /^apiv3_[A-Za-z0-9_-]{86}$/;
/** What an HTTP header can carry: the server takes any string with the prefix as a pre-configured token. */
const sendable = /^[\x21-\x7e]+$/;

/** How many hex characters of a token's SHA-512 the server's list shows (early 3.x releases: all 128). */
const listedHashLength = 9;

/** Whether a whole token, or most of one, stands in a text that is meant to be something else, such as a name. */
export function holdsTokenString(text: string): boolean {
  return /apiv3_[A-Za-z0-9_-]{16}/.test(text);
}

/**
 * A token string that nothing prints by accident: `String()`, template strings, `JSON.stringify` and `console.log`
 * all give `apiv3_…` with the first hex characters of its hash. Only {@link Token.reveal} gives the string itself.
 */
export class Token {
  readonly #string: string;
  /** Lower-case hex of the SHA-512 of the whole string, prefix included: what the server keeps of a token. */
  readonly hash: string;

  constructor(string: string) {
    this.#string = string;
    this.hash = createHash('sha512').update(string).digest('hex');
  }

  /** The string itself. For SecretStorage, the clipboard and the one request that needs it. */
  reveal(): string {
    return this.#string;
  }

  /** Whether the string has the length and letters of one that a server made. */
  get looksMadeByServer(): boolean {
    return madeByServer.test(this.#string);
  }

  /**
   * Whether this is the token that a list shows with `listedHash`, compared by the length that comes.
   * A list gives 36 bits: enough to name a string, too few to trust one that somebody planted.
   */
  matches(listedHash: string): boolean {
    return listedHash.length >= listedHashLength && this.hash.startsWith(listedHash);
  }

  toString(): string {
    return `apiv3_… (${this.hash.slice(0, listedHashLength)})`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/**
 * The token in what a person pasted: quotes, spaces, line ends and an authorization scheme around it are taken off.
 * `undefined` when what is left is nothing, or nothing that a request could carry.
 */
export function tokenFromPaste(text: string): Token | undefined {
  let bare = text;
  for (let before; before !== bare;) {
    before = bare;
    bare = bare
      .trim()
      .replace(/^["'`]+|["'`,;]+$/g, '')
      .replace(/^authorization\s*:\s*/i, '')
      .replace(/^(?:bearer|token)(?:\s+|$)/i, '');
  }
  return sendable.test(bare) ? new Token(bare) : undefined;
}
