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
import { untilSafe } from './untilSafe.ts';

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
        await this.#keep(connection, born, false);
      } catch (error) {
        void this.#rescue(connection, born, false, toError(error));
        throw error;
      }
      // Where this fails the token is kept: going on with the rotation signs in with it.
      await (signsIn ? this.#signIn(connection, born) : undefined);
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
        const message = l10n.t(
          'The token "{0}" is stored on this machine until you confirm that you\'ve saved it elsewhere.',
          shownName(name),
        );
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
    const untilPlaced = !this.#parts.settings.keepCreatedTokens;
    try {
      await this.#keep(connection, born, untilPlaced);
    } catch (error) {
      void this.#rescue(connection, born, untilPlaced, toError(error)).then((isStored) =>
        isStored ? this.#arrive(connection, born, signsIn) : undefined,
      );
      return;
    }
    await this.#arrive(connection, born, signsIn);
  }

  /** With its string in the secret storage: does the rest, which fails without taking the token along. */
  async #arrive(connection: Connection, born: NewToken, signsIn: boolean): Promise<void> {
    const isSignedIn = signsIn && (await this.#signedIn(connection, born));
    void this.#tell(connection, born, isSignedIn, await this.#copy(born));
  }

  async #keep({ identity }: Connection, { token, name }: NewToken, untilPlaced: boolean): Promise<void> {
    try {
      await this.#parts.tokens.keep(identity, token, name, untilPlaced);
    } catch (error) {
      this.#parts.log.error(`Couldn't store a new token: ${toError(error).message}`);
      throw error;
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

  /** @returns whether the server is signed in with it now; the person is told where it is not */
  async #signedIn(connection: Connection, born: NewToken): Promise<boolean> {
    try {
      await this.#signIn(connection, born);
      void this.#parts.store.reload(connection.server);
      return true;
    } catch (error) {
      const problem = toError(error).message;
      this.#parts.log.error(`Couldn't sign in with a new token: ${problem}`);
      void showError(
        l10n.t(
          'The token "{0}" was created on {1} and is stored, but signing in with it failed. {2} Select "Use for This Server", or sign in with it.',
          shownName(born.name),
          connection.server.name,
          problem,
        ),
      );
      return false;
    }
  }

  async #copy(born: NewToken): Promise<string> {
    try {
      const seconds = await this.#parts.clipboard.copy(born.token);
      return seconds === 0
        ? l10n.t("It's on the clipboard.")
        : l10n.t("It's on the clipboard, which will be cleared in {0} seconds.", seconds);
    } catch (error) {
      this.#parts.log.warn(`Couldn't write to the clipboard: ${toError(error).message}`);
      return l10n.t('It couldn\'t be copied to the clipboard. Use "Copy Token" on its row.');
    }
  }

  async #tell(connection: Connection, born: NewToken, signsIn: boolean, clipboard: string): Promise<void> {
    const { server, identity } = connection;
    const { placing, settings } = this.#parts;
    const keeps = settings.keepCreatedTokens;
    const insert = l10n.t('Insert at Cursor');
    const use = l10n.t('Use for This Server');
    const message = [
      l10n.t('The token "{0}" was created on {1}.', shownName(born.name), server.name),
      clipboard,
      signsIn
        ? l10n.t("You're signed in to this server with it.")
        : keeps
          ? l10n.t("It's stored in VS Code's secret storage.")
          : l10n.t("It's stored until you confirm that you've saved it elsewhere."),
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

  /** @returns whether the string is stored in the end */
  async #rescue(connection: Connection, born: NewToken, untilPlaced: boolean, error: Error): Promise<boolean> {
    const { clipboard, store } = this.#parts;
    const isStored = await untilSafe({ name: born.name, server: connection.server.name }, error, {
      keep: () => this.#keep(connection, born, untilPlaced),
      copy: () => clipboard.copy(born.token, false),
    });
    void (isStored ? store.reload(connection.server) : undefined);
    return isStored;
  }
}
