import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import type * as vscode from 'vscode';
import { Token, tokenFromPaste } from '../core/token.ts';
import { toError, UserError } from '../core/userError.ts';
import { withFullStop } from '../core/withFullStop.ts';
import { SecretBox } from './secretBox.ts';

/** What a server is signed in with. */
export type SignIn =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: Token; readonly name: string | undefined }
  /** It was stored here, and the keyring no longer has it, or has something else in its place. */
  | { readonly kind: 'lost' };

/** A token whose string is in SecretStorage on this machine. */
export interface KeptToken {
  readonly hash: string;
  readonly name: string;
  /** Whether it is dropped as soon as the person says that it is placed (`keepCreatedTokens` off). */
  readonly untilPlaced: boolean;
}

const noteSchema = v.object({
  hash: v.string(),
  name: v.optional(v.string()),
  untilPlaced: v.optional(v.boolean(), false),
});
type Note = v.InferInput<typeof noteSchema>;

/**
 * The bearer tokens and the kept tokens of each server, by the server's identity. A secret of its own for each, since
 * two windows that rewrite a shared one lose each other's changes. Beside each secret a note without any string is
 * kept in `globalState`, so that a keyring that lost something can be told from one that never had it.
 */
export class TokenStore {
  readonly #secrets: SecretBox;
  readonly #notes: vscode.Memento;
  readonly #tellNotNoted: (problem: UserError) => void;

  /** @param tellNotNoted is told when a note could not be written of a secret that was stored or forgotten */
  constructor(secrets: SecretBox, notes: vscode.Memento, tellNotNoted: (problem: UserError) => void) {
    this.#secrets = secrets;
    this.#notes = notes;
    this.#tellNotNoted = tellNotNoted;
  }

  get onDidChange(): vscode.Event<{ readonly key: string }> {
    return this.#secrets.onDidChange;
  }

  /** @throws UserError when the secret storage fails */
  async signIn(identity: string): Promise<SignIn> {
    const key = signInKey(identity);
    const stored = await this.#secrets.read(key);
    if (stored === undefined) {
      // Also one that a newer version wrote: that something was stored, it tells all the same.
      return this.#notes.get(noteKey(key)) == null ? { kind: 'none' } : { kind: 'lost' };
    }
    const token = tokenFromPaste(stored);
    return token === undefined ? { kind: 'lost' } : { kind: 'token', token, name: this.#note(key, token.hash)?.name };
  }

  /**
   * Keeps what the server is signed in with among the kept tokens, where it is not yet: it may be the only copy.
   * @throws UserError
   */
  async keepSignIn(identity: string): Promise<void> {
    const signIn = await this.signIn(identity);
    if (signIn.kind === 'token' && (await this.keptToken(identity, signIn.token.hash)) === undefined) {
      await this.keep(identity, signIn.token, signIn.name ?? '', false);
    }
  }

  /** @throws UserError when the secret storage fails; what was stored before is then still there */
  async storeSignIn(identity: string, token: Token, name: string | undefined): Promise<void> {
    await this.#store(signInKey(identity), token, { hash: token.hash, ...(name === undefined ? {} : { name }) });
  }

  /** @throws UserError */
  async forgetSignIn(identity: string): Promise<void> {
    await this.#forget(signInKey(identity));
  }

  /** The tokens kept for a server: what is known of them without their strings. */
  async kept(identity: string): Promise<KeptToken[]> {
    const prefix = keptKey(identity, '');
    const keys = new Set(this.#notedKeys().filter((key) => key.startsWith(prefix)));
    for (const key of await this.#secrets.keys()) {
      if (key.startsWith(prefix)) {
        keys.add(key);
      }
    }
    // A "|" may stand in a URL too: what is no hash belongs to another server, whose URL goes on there.
    const own = [...keys].filter((key) => /^[0-9a-f]{128}$/.test(key.slice(prefix.length)));
    return own.map((key) => {
      const hash = key.slice(prefix.length);
      const note = this.#note(key, hash);
      return { hash, name: note?.name ?? '', untilPlaced: note?.untilPlaced ?? false };
    });
  }

  /** Every identity for which something waits to be placed, with what it is. */
  waitingToBePlaced(): { identity: string; kept: KeptToken }[] {
    return this.#notedKeys().flatMap((key) => {
      const [, identity, hash] = /^kept\|(.*)\|([0-9a-f]{128})$/.exec(key) ?? [];
      const note = hash === undefined ? undefined : this.#note(key, hash);
      return note?.untilPlaced === true && identity !== undefined
        ? [{ identity, kept: { hash: note.hash, name: note.name ?? '', untilPlaced: true } }]
        : [];
    });
  }

  /** @throws UserError when the secret storage fails */
  async keep(identity: string, token: Token, name: string, untilPlaced: boolean): Promise<void> {
    await this.#store(keptKey(identity, token.hash), token, { hash: token.hash, name, untilPlaced });
  }

  /**
   * A kept token's string.
   * @returns `undefined` where the keyring has lost it, or holds something else under its key
   * @throws UserError when the secret storage fails
   */
  async keptToken(identity: string, hash: string): Promise<Token | undefined> {
    const stored = await this.#secrets.read(keptKey(identity, hash));
    const token = stored === undefined ? undefined : new Token(stored);
    return token?.hash === hash ? token : undefined;
  }

  /** The kept token that a list shows with `listedHash`. @returns and throws as {@link keptToken} does */
  async keptListed(identity: string, listedHash: string): Promise<Token | undefined> {
    const listed = (await this.kept(identity)).find(({ hash }) => hash.startsWith(listedHash));
    return listed && this.keptToken(identity, listed.hash);
  }

  /** @throws UserError */
  async drop(identity: string, hash: string): Promise<void> {
    await this.#forget(keptKey(identity, hash));
  }

  /**
   * Drops the kept token that a list shows with `listedHash`, if there is one; the server has it no more. Windows that
   * show the list see by what is dropped here that it has changed, and by a mark where nothing was.
   * @throws UserError
   */
  async dropListed(identity: string, listedHash: string): Promise<void> {
    const listed = (await this.kept(identity)).filter(({ hash }) => hash.startsWith(listedHash));
    for (const { hash } of listed) {
      await this.drop(identity, hash);
    }
    if (listed.length === 0) {
      // Without it they show the change when they next ask.
      await this.#secrets.write(markKey(identity), randomUUID()).catch(() => undefined);
    }
  }

  /** Drops everything that is kept for a server. @throws UserError */
  async forgetServer(identity: string): Promise<void> {
    for (const { hash } of await this.kept(identity)) {
      await this.drop(identity, hash);
    }
    await this.forgetSignIn(identity);
    await this.#secrets.remove(markKey(identity));
  }

  // The note goes in after the secret and out after it: one without a secret means that the keyring lost it.
  async #store(key: string, token: Token, note: Note): Promise<void> {
    await this.#secrets.write(key, token.reveal());
    // What a newer version has added about this very token stays.
    const before: unknown = this.#note(key, note.hash) === undefined ? undefined : this.#notes.get(noteKey(key));
    await this.#writeNote(key, { ...(before as object | undefined), ...note });
  }

  async #forget(key: string): Promise<void> {
    await this.#secrets.remove(key);
    await this.#writeNote(key, undefined);
  }

  /** What is noted of the token with this hash. A note that could not be replaced is about another one. */
  #note(key: string, hash: string): v.InferOutput<typeof noteSchema> | undefined {
    const read = v.safeParse(noteSchema, this.#notes.get(noteKey(key)));
    return read.success && read.output.hash === hash ? read.output : undefined;
  }

  #notedKeys(): string[] {
    const prefix = noteKey('');
    return this.#notes
      .keys()
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length));
  }

  /** The secret is what counts, so that nothing fails when its note could not be written. */
  async #writeNote(key: string, note: Note | undefined): Promise<void> {
    try {
      await this.#notes.update(noteKey(key), note);
    } catch (error) {
      this.#tellNotNoted(
        new UserError(
          l10n.t(
            "VS Code couldn't save its state: {0} Your stored tokens are up to date, but after a restart, some names may be missing or a deleted token may be reported as lost. Check that there's enough disk space.",
            withFullStop(toError(error).message),
          ),
          { cause: error },
        ),
      );
    }
  }
}

/** Whether a secret belongs to the server at `url`: its identity ends with the URL. */
export function isKeyOf(key: string, url: string): boolean {
  return key.split('|').some((part) => part === url || part.endsWith(`@${url}`));
}

const signInKey = (identity: string) => `signIn|${identity}`;
const keptKey = (identity: string, hash: string) => `kept|${identity}|${hash}`;
/** No secret: SecretStorage is what all windows share that may show the server, also from different machines. */
const markKey = (identity: string) => `changed|${identity}`;
const noteKey = (key: string) => `stored|${key}`;
