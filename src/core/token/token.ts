import { hash } from 'node:crypto';
import { inspect } from 'node:util';
import { trimEnd } from '../trimEnd.ts';
import { parseUserSession, type UserSession } from './userSession.ts';

/** `apiv3_` and 64 random bytes in URL-safe base64 without padding. */
const serverFormat = /^apiv3_[A-Za-z0-9_-]{86}$/;
/** What an HTTP header can contain. Tokens created offline can be any string with the prefix. */
const headerSafe = /^[\x21-\x7e]+$/;

/** The number of hex characters of a token's SHA-512 in the server's list (all 128 in early 3.x releases). */
const hashPrefixLength = 9;

export function hashPrefixOf({ hash }: { readonly hash: string }): string {
  return hash.slice(0, hashPrefixLength);
}

/** Whether a text that isn't meant to be a token, such as a name, contains a token or most of one. */
export function containsTokenString(text: string): boolean {
  return /apiv3_[A-Za-z0-9_-]{16}|\.eyJ[A-Za-z0-9_-]{8}(?<=eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8})/.test(text);
}

/** `String()`, templates, `JSON.stringify`, and `console.log` mask a token, so it can't be printed by accident. */
export class Token {
  readonly #string: string;
  /** SHA-512 of the whole token string in lower-case hex, which is what the server stores. */
  readonly hash: string;
  /** The `cluster-uuid` of the server that accepts it; `undefined` if that isn't known. */
  readonly cluster: string | undefined;
  /** Only for the session of a user, which the server doesn't list. */
  readonly userSession: UserSession | undefined;

  constructor(string: string, cluster?: string) {
    this.#string = string;
    this.cluster = cluster;
    this.userSession = parseUserSession(string);
    this.hash = hash('sha512', string, 'hex');
  }

  /** Only for SecretStorage, the clipboard, and the request that needs the token string. */
  reveal(): string {
    return this.#string;
  }

  withCluster(cluster: string | undefined): Token {
    return new Token(this.#string, cluster);
  }

  get hasServerFormat(): boolean {
    return serverFormat.test(this.#string);
  }

  /** A prefix has only 36 bits: enough to recognize a token, but someone could forge a string that matches. */
  matches(prefix: string): boolean {
    return prefix.length >= hashPrefixLength && this.hash.startsWith(prefix);
  }

  toString(): string {
    return `apiv3_… (${hashPrefixOf(this)})`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** Removes quotes, spaces, and an authorization scheme. Returns `undefined` if the rest can't be sent in a header. */
export function parsePastedToken(text: string): Token | undefined {
  let stripped = text;
  for (let before; before !== stripped;) {
    before = stripped;
    stripped = trimEnd(stripped.trim(), '"\'`,;');
    for (const prefix of [/^["'`]+/, /^authorization\s*:\s*/i, /^(?:bearer|token)(?:\s+|$)/i]) {
      stripped = stripped.slice(prefix.exec(stripped)?.[0].length ?? 0);
    }
  }
  return headerSafe.test(stripped) ? new Token(stripped) : undefined;
}
