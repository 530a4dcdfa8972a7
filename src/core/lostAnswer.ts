import * as l10n from '@vscode/l10n';
import type { Token } from './token.ts';
import { isOperatorToken, type TokenRecord } from './tokenRecord.ts';
import { toError, UserError } from './userError.ts';

/**
 * What became of a request whose answer was lost, as far as looking tells. A real server was seen to do the work of a
 * client that hung up in 59 of 60 tries, so neither outcome can be assumed.
 */
export type Verdict =
  /** The server is as it was before. */
  | { readonly kind: 'nothing' }
  /** A token was made or replaced and its string never arrived, so nobody has it. `record`: as the list shows it. */
  | { readonly kind: 'lost'; readonly record: TokenRecord | undefined }
  /** It was done, and nothing was lost by it. */
  | { readonly kind: 'done' }
  /** Looking failed too. */
  | { readonly kind: 'unknown'; readonly why: Error };

/** What looking takes. Nothing of it changes the server. */
export interface LookPort {
  /** @returns `notAuthenticated` where the server does not take the token */
  list(bearer: Token): Promise<readonly TokenRecord[] | 'notAuthenticated'>;
  /** A moment for the server to do what it may still be about to do. */
  wait(): Promise<void>;
}

/** A look that fails is made again, and one that shows no change too: the server may be slower than whoever asks. */
const looks = 3;

/** Whether a named token was made. @param name that no row of the list had before */
export async function lookForCreated(port: LookPort, bearer: Token, name: string): Promise<Verdict> {
  return look(port, bearer, (records) => {
    if (records === 'notAuthenticated') {
      return undefined;
    }
    const record = records.find((listed) => listed.name === name);
    return record === undefined ? { kind: 'nothing' } : { kind: 'lost', record };
  });
}

/**
 * Whether the operator token was replaced. Where the request was sent with its old string, that string tells: it works
 * as long as nothing has changed.
 * @param before its row in the list before the request
 */
export async function lookForReplaced(port: LookPort, bearer: Token, before: TokenRecord): Promise<Verdict> {
  return look(port, bearer, (records) => {
    if (records === 'notAuthenticated') {
      return bearer.matches(before.hash) ? { kind: 'lost', record: undefined } : undefined;
    }
    const record = records.find(isOperatorToken);
    return record?.hash === before.hash ? { kind: 'nothing' } : { kind: 'lost', record };
  });
}

/** Whether a token was deleted. @param before its row in the list before the request */
export async function lookForDeleted(port: LookPort, bearer: Token, before: TokenRecord): Promise<Verdict> {
  return look(port, bearer, (records) => {
    if (records === 'notAuthenticated') {
      return bearer.matches(before.hash) ? { kind: 'done' } : undefined;
    }
    const isThere = records.some(({ name, hash }) => name === before.name && hash === before.hash);
    return isThere ? { kind: 'nothing' } : { kind: 'done' };
  });
}

/** @param judge what a list means; `undefined` where it tells nothing, because the bearer token itself is refused */
async function look(
  port: LookPort,
  bearer: Token,
  judge: (listed: readonly TokenRecord[] | 'notAuthenticated') => Verdict | undefined,
): Promise<Verdict> {
  let unchanged = 0;
  let why: Error | undefined;
  for (let count = 0; count < looks && unchanged < 2; count++) {
    if (count > 0) {
      await port.wait();
    }
    try {
      const verdict = judge(await port.list(bearer));
      if (verdict === undefined) {
        return {
          kind: 'unknown',
          why: new UserError(l10n.t("The server no longer accepts the token you're signed in with.")),
        };
      }
      if (verdict.kind !== 'nothing') {
        return verdict;
      }
      unchanged++;
      why = undefined;
    } catch (thrown) {
      why = toError(thrown);
    }
  }
  return why === undefined ? { kind: 'nothing' } : { kind: 'unknown', why };
}

/** What looking at a recovery port takes. */
export interface RecoveryLookPort extends Pick<LookPort, 'wait'> {
  /** Whether that port is there, of a server that is. Throws where that does not show. */
  isListening(): Promise<boolean>;
}

/**
 * Whether the operator token was replaced through the recovery port, where no token is at hand to ask with: that port
 * closes after one success, so one that still listens has replaced nothing.
 */
export async function lookForRecovered(port: RecoveryLookPort): Promise<Verdict> {
  let why: Error | undefined;
  for (let count = 0; count < looks; count++) {
    if (count > 0) {
      await port.wait();
    }
    try {
      if (!(await port.isListening())) {
        return { kind: 'lost', record: undefined };
      }
      why = undefined;
    } catch (thrown) {
      why = toError(thrown);
    }
  }
  return why === undefined ? { kind: 'nothing' } : { kind: 'unknown', why };
}
