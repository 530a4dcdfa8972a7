import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { registerToken } from '../canary/knownTokens.ts';
import type { Clock } from './clock.ts';

export interface User {
  id: number;
  name: string;
  role: 'admin' | 'member';
}

export interface Session {
  /** A JWT. */
  token: string;
  refreshToken: string;
  userId: number;
  /** Seconds since 1970. */
  expiresAt: number;
}

const users: readonly User[] = [
  { id: 1, name: 'admin', role: 'admin' },
  { id: 2, name: 'member', role: 'member' },
];
export const userPassword = 'password';
const defaultLifetimeSecs = 3600;

/** The preview of user sign-in, with one user for each role. Nothing survives a restart. */
export class Users {
  readonly #clock: Clock;
  readonly #key = randomBytes(32);
  readonly #refreshTokens = new Map<string, User>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Undefined for a wrong name or password. */
  signIn(name: string, password: string, lifetimeSecs = defaultLifetimeSecs): Session | undefined {
    const user = users.find((known) => known.name === name);
    return user === undefined || password !== userPassword ? undefined : this.#createSession(user, lifetimeSecs);
  }

  /** A refresh token works once. */
  refresh(refreshToken: string): Session | undefined {
    const user = this.#refreshTokens.get(refreshToken);
    this.#refreshTokens.delete(refreshToken);
    return user && this.#createSession(user, defaultLifetimeSecs);
  }

  /** The user of a JWT, or undefined if it expired or another server signed it. */
  authenticate(jwt: string): User | undefined {
    const [header = '', payload = '', signature = '', ...rest] = jwt.split('.');
    const expected = this.#sign(`${header}.${payload}`);
    const actual = Buffer.from(signature, 'base64url');
    if (rest.length > 0 || actual.length !== expected.length || !timingSafeEqual(actual, expected)) return undefined;
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string; exp: number };
    return claims.exp * 1000 <= this.#clock.now() ? undefined : users.find(({ id }) => String(id) === claims.sub);
  }

  #createSession(user: User, lifetimeSecs: number): Session {
    const issuedAt = Math.floor(this.#clock.now() / 1000);
    const expiresAt = issuedAt + lifetimeSecs;
    const claims = { sub: String(user.id), name: user.name, iat: issuedAt, exp: expiresAt };
    const signed = [{ alg: 'HS256', typ: 'JWT' }, claims].map(encode).join('.');
    const refreshToken = randomBytes(32).toString('base64url');
    this.#refreshTokens.set(refreshToken, user);
    const token = `${signed}.${this.#sign(signed).toString('base64url')}`;
    registerToken(`session of ${user.name}`, token);
    registerToken(`refresh token of ${user.name}`, refreshToken);
    return { token, refreshToken, userId: user.id, expiresAt };
  }

  #sign(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Three parts, and not a token of the server's own. */
export function isJwt(text: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);
}
