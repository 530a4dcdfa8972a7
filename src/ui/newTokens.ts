import * as l10n from '@vscode/l10n';
import type { Logger } from '../core/logger.ts';
import { shownName } from '../core/tokenName.ts';
import { Cancelled, toError } from '../core/userError.ts';
import type { NewToken } from '../influxdb/decode.ts';
import type { Connection } from '../servers/connections.ts';
import type { ServerStore } from '../servers/serverStore.ts';
import type { Settings } from '../storage/settings.ts';
import type { TokenStore } from '../storage/tokenStore.ts';
import type { BrowserNotice } from './browserNotice.ts';
import type { TokenClipboard } from './clipboard.ts';
import { Confirmer } from './confirmer.ts';
import type { Consent } from './consent.ts';
import { editorAtCursor, insertAtCursors } from './insertion.ts';
import { inform, showError } from './notify.ts';
import type { Placing } from './placing.ts';

/** What a new token is handed through on its way into the secret storage and onto the clipboard. */
export interface NewTokenParts {
  readonly tokens: TokenStore;
  readonly store: ServerStore;
  readonly consent: Consent;
  readonly clipboard: TokenClipboard;
  readonly placing: Placing;
  readonly settings: Settings;
  readonly browserNotice: BrowserNotice;
  readonly log: Logger;
}

/** Takes over tokens right after their birth, the only moment at which their strings are known. */
export class NewTokens {
  readonly #parts: NewTokenParts;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(parts: NewTokenParts) {
    this.#parts = parts;
  }

  /**
   * Runs a birth from the request to the secret storage as one piece, which {@link settled} waits for.
   * @param create sends the request
   * @param signsIn whether the new token becomes what the server is signed in with
   * @throws what `create` throws; nothing that happens to the token after its birth
   */
  async bear(connection: Connection, create: () => Promise<NewToken>, signsIn: boolean): Promise<NewToken> {
    return this.#asOnePiece(async () => {
      const born = await create();
      await this.#takeOver(connection, born, signsIn);
      return born;
    });
  }

  /**
   * The same for a token of a rotation: its string stays kept until the rotation ends, and nothing is told before.
   * @param copies whether the string goes to the clipboard as well
   * @throws what `create` throws; UserError where the token was made and could not be stored: the person is asked then
   * until its string is in a safe place
   */
  async bearForRotation(
    connection: Connection,
    create: () => Promise<NewToken>,
    { signsIn, copies }: { readonly signsIn: boolean; readonly copies: boolean },
  ): Promise<NewToken> {
    return this.#asOnePiece(async () => {
      const born = await create();
      try {
        await this.#keep(connection, born, signsIn, false);
      } catch (error) {
        this.#parts.log.error(`A new token could not be stored: ${toError(error).message}`);
        void this.#rescue(connection, born, signsIn, toError(error));
        throw error;
      }
      await (copies ? this.#copy(born) : undefined);
      return born;
    });
  }

  /** Where the person keeps no tokens: asks whether the one that a rotation made is placed, and drops it then. */
  async askWhetherPlaced({ identity }: Connection, name: string, hash: string): Promise<void> {
    const { tokens, settings, placing } = this.#parts;
    try {
      const token = settings.keepCreatedTokens ? undefined : await tokens.keptToken(identity, hash);
      if (token !== undefined) {
        await tokens.keep(identity, token, name, true);
        const message = l10n.t('The string of "{0}" is kept here until you say that it is placed.', shownName(name));
        void placing.ask(message, identity, hash, []);
      }
    } catch (error) {
      // The rotation itself is done, and its string is kept.
      void showError(toError(error).message);
    }
  }

  async #asOnePiece(birth: () => Promise<NewToken>): Promise<NewToken> {
    const underWay = birth();
    this.#underWay.add(underWay);
    try {
      return await underWay;
    } finally {
      this.#underWay.delete(underWay);
    }
  }

  /** Resolves when no birth is under way: the window must not close between an answer and its storing. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  async #takeOver(connection: Connection, born: NewToken, signsIn: boolean): Promise<void> {
    try {
      await this.#keep(connection, born, signsIn, !this.#parts.settings.keepCreatedTokens);
    } catch (error) {
      this.#parts.log.error(`A new token could not be stored: ${toError(error).message}`);
      void this.#rescue(connection, born, signsIn, toError(error));
      return;
    }
    void this.#tell(connection, born, signsIn, await this.#copy(born));
  }

  async #keep(connection: Connection, born: NewToken, signsIn: boolean, untilPlaced: boolean): Promise<void> {
    await this.#parts.tokens.keep(connection.identity, born.token, born.name, untilPlaced);
    if (signsIn) {
      await this.#signIn(connection, born);
    }
  }

  async #signIn(connection: Connection, born: NewToken): Promise<void> {
    // By now another InfluxDB may answer there than the one that the token is for.
    const cluster = born.clusterUuid ?? (await connection.cluster().catch(() => undefined));
    // In this order: the token before must not go to the InfluxDB that the new one is for.
    await this.#parts.tokens.storeSignIn(connection.identity, born.token, born.name);
    await this.#parts.consent.rememberSignIn(connection, cluster);
    this.#parts.browserNotice.tell();
  }

  async #copy(born: NewToken): Promise<string> {
    try {
      const seconds = await this.#parts.clipboard.copy(born.token);
      return seconds === 0
        ? l10n.t('It is on the clipboard.')
        : l10n.t('It is on the clipboard, which is cleared in {0} seconds.', seconds);
    } catch (error) {
      this.#parts.log.warn(`The clipboard could not be written: ${toError(error).message}`);
      return l10n.t('The clipboard could not be written: use "Copy Token" on its row.');
    }
  }

  async #tell(connection: Connection, born: NewToken, signsIn: boolean, clipboard: string): Promise<void> {
    const { server, identity } = connection;
    const { placing, settings } = this.#parts;
    const keeps = settings.keepCreatedTokens;
    const insert = l10n.t('Insert at Cursor');
    const use = l10n.t('Use for this Server');
    const message = [
      l10n.t('The token "{0}" was made on {1}.', shownName(born.name), server.name),
      clipboard,
      signsIn
        ? l10n.t('This server is signed in with it.')
        : keeps
          ? l10n.t('It is kept in the secret storage of this machine.')
          : l10n.t('It is kept here until you say that it is placed.'),
    ].join(' ');
    const offered = signsIn ? [insert] : [insert, use];
    let problem: string[] = [];
    for (;;) {
      const asked = [...problem, message].join(' ');
      const answer = keeps
        ? await inform(asked, ...offered)
        : await placing.ask(asked, identity, born.token.hash, offered);
      if (answer === use) {
        await this.#use(connection, born);
      }
      if (answer !== insert) {
        return;
      }
      const refused = await this.#insert(connection, born);
      if (refused === undefined && keeps) {
        return;
      }
      // Where it could not be inserted the other ways stay open, and so they do until the person says that it is placed.
      problem = refused === undefined || refused instanceof Cancelled ? [] : [refused.message];
    }
  }

  /** @returns why it was not inserted; `undefined` where it was */
  async #insert({ server }: Connection, { name, token }: NewToken): Promise<Error | undefined> {
    const insertable = { name, url: server.url, read: () => Promise.resolve(token) };
    try {
      await insertAtCursors(editorAtCursor(), insertable, new Confirmer(false, false));
      return undefined;
    } catch (error) {
      return toError(error);
    }
  }

  /** What the server was signed in with may be the only copy, so it is kept as well. */
  async #use(connection: Connection, born: NewToken): Promise<void> {
    const { tokens, store } = this.#parts;
    try {
      await tokens.keepSignIn(connection.identity);
      await this.#signIn(connection, born);
      await store.reload(connection.server);
    } catch (error) {
      await showError(toError(error).message);
    }
  }

  /** The secret storage failed, so the string is nowhere but here: asks until it is in a safe place. */
  async #rescue(connection: Connection, born: NewToken, signsIn: boolean, error: Error): Promise<void> {
    const again = l10n.t('Store Again');
    const copy = l10n.t('Copy Again');
    const placed = l10n.t('I Have Placed It');
    const toClipboard = () =>
      this.#parts.clipboard.copy(born.token, false).then(
        () => true,
        () => false,
      );
    let copied = await toClipboard();
    let problem = error.message;
    for (;;) {
      const made = l10n.t('The token "{0}" was made on {1}.', shownName(born.name), connection.server.name);
      const where = copied
        ? l10n.t('It could not be stored, and is on the clipboard only: put it into a safe place now.')
        : l10n.t('It could neither be stored nor put on the clipboard. Leave this window open and try again.');
      const answer = await showError(
        `${made} ${where} ${problem}`,
        ...(copied ? [again, copy, placed] : [again, copy]),
      );
      if (answer === placed) {
        return;
      }
      if (answer === again) {
        try {
          await this.#keep(connection, born, signsIn, false);
          await this.#parts.store.reload(connection.server);
          return;
        } catch (repeated) {
          problem = toError(repeated).message;
        }
      } else if (answer === copy) {
        copied = (await toClipboard()) || copied;
      }
    }
  }
}
