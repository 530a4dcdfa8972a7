import * as l10n from '@vscode/l10n';
import type { Logger } from '../../core/logger.ts';
import { displayName } from '../../core/token/tokenName.ts';
import { Cancelled, toError } from '../../core/errors.ts';
import { withFullStop } from '../../core/withFullStop.ts';
import type { NewToken } from '../../influxdb/decode.ts';
import type { Connection } from '../../servers/connections.ts';
import type { ServerStore } from '../../servers/serverStore.ts';
import type { Settings } from '../../vscode/settings.ts';
import type { TokenStore } from '../../storage/tokenStore.ts';
import type { BrowserNotice } from '../../ui/prompts/browserNotice.ts';
import type { TokenClipboard } from '../../vscode/clipboard.ts';
import { Confirmer } from '../../ui/prompts/confirmer.ts';
import type { Approval } from './approval.ts';
import { editorAtCursor, insertAtCursors } from '../../ui/prompts/insertToken.ts';
import { inform, showError } from '../../vscode/notify.ts';
import type { SavedElsewhere } from '../../ui/prompts/savedElsewhere.ts';
import { askUntilStored } from '../../ui/prompts/askUntilStored.ts';

export interface NewTokenDependencies {
  readonly tokens: TokenStore;
  readonly store: ServerStore;
  readonly approval: Approval;
  readonly clipboard: TokenClipboard;
  readonly savedElsewhere: SavedElsewhere;
  readonly settings: Settings;
  readonly browserNotice: BrowserNotice;
  readonly log: Logger;
}

/** Creates tokens and stores them immediately, because the server shows a token string only once. */
export class NewTokens {
  readonly #deps: NewTokenDependencies;
  readonly #pending = new Set<Promise<unknown>>();

  constructor(deps: NewTokenDependencies) {
    this.#deps = deps;
  }

  /**
   * Creates and stores a token without interruption; {@link NewTokens.waitForPending} waits for it.
   * @param signsIn whether the new token becomes the sign-in token
   * @throws what `create` throws, but nothing that fails after the token was created
   */
  async create(connection: Connection, create: () => Promise<NewToken>, signsIn: boolean): Promise<NewToken> {
    return this.#track(async () => {
      const created = await create();
      await this.#store(connection, created, signsIn);
      return created;
    });
  }

  /**
   * It stays stored until the rotation ends, and no notification is shown.
   * @throws what `create` throws; UserError if it can't be stored, with a notification until it's in a safe place
   */
  async createForRotation(
    connection: Connection,
    create: () => Promise<NewToken>,
    { signsIn, copies }: { readonly signsIn: boolean; readonly copies: boolean },
  ): Promise<NewToken> {
    return this.#track(async () => {
      const created = await create();
      try {
        await this.#writeSecret(connection, created, false);
      } catch (error) {
        void this.#rescue(connection, created, false, toError(error));
        throw error;
      }
      // If signing in fails, the token is stored, and resuming the rotation signs in with it.
      if (signsIn) {
        await this.#signIn(connection, created);
      }
      if (copies) {
        await this.#copy(created);
      }
      return created;
    });
  }

  /** If `keepCreatedTokens` is off, asks whether a rotation's new token is saved elsewhere, and then deletes it. */
  async askWhetherSaved({ identity }: Connection, name: string, hash: string): Promise<void> {
    const { tokens, settings, savedElsewhere } = this.#deps;
    try {
      const token = settings.keepCreatedTokens ? undefined : await tokens.findByHash(identity, hash);
      if (token !== undefined) {
        await tokens.store(identity, token, name, true);
        const message = l10n.t(
          'The token "{0}" is stored on this machine until you confirm that you\'ve saved it elsewhere.',
          displayName(name),
        );
        void savedElsewhere.ask(message, identity, hash, []);
      }
    } catch (error) {
      // The rotation is complete and the token is stored, so this isn't an error of the command.
      void showError(toError(error).message);
    }
  }

  async #track(work: () => Promise<NewToken>): Promise<NewToken> {
    const running = work();
    this.#pending.add(running);
    try {
      return await running;
    } finally {
      this.#pending.delete(running);
    }
  }

  /** Resolves when no token is being created: the window must not close between a response and storing its token. */
  async waitForPending(): Promise<void> {
    await Promise.allSettled(this.#pending);
  }

  async #store(connection: Connection, created: NewToken, signsIn: boolean): Promise<void> {
    const untilSavedElsewhere = !this.#deps.settings.keepCreatedTokens;
    try {
      await this.#writeSecret(connection, created, untilSavedElsewhere);
    } catch (error) {
      void this.#rescue(connection, created, untilSavedElsewhere, toError(error)).then((isStored) =>
        isStored ? this.#afterStoring(connection, created, signsIn) : undefined,
      );
      return;
    }
    await this.#afterStoring(connection, created, signsIn);
  }

  /** Signs in, copies and notifies. If any of these fails, the token is still stored. */
  async #afterStoring(connection: Connection, created: NewToken, signsIn: boolean): Promise<void> {
    const isSignedIn = signsIn && (await this.#trySignIn(connection, created));
    void this.#notify(connection, created, isSignedIn, await this.#copy(created));
  }

  async #writeSecret({ identity }: Connection, { token, name }: NewToken, untilSavedElsewhere: boolean): Promise<void> {
    try {
      await this.#deps.tokens.store(identity, token, name, untilSavedElsewhere);
    } catch (error) {
      this.#deps.log.error(`Couldn't store a new token: ${toError(error).message}`);
      throw error;
    }
  }

  async #signIn(connection: Connection, created: NewToken): Promise<void> {
    // A different InfluxDB server may respond at this URL by now, so prefer the one that created the token.
    const cluster = created.clusterUuid ?? (await connection.fetchClusterId().catch(() => undefined));
    // In this order, so that the previous token is never sent to the new token's server.
    await this.#deps.tokens.storeSignIn(connection.identity, created.token, created.name);
    await this.#deps.approval.rememberSignIn(connection, cluster);
    this.#deps.browserNotice.show();
  }

  /** Shows an error if signing in fails. @returns whether it succeeded */
  async #trySignIn(connection: Connection, created: NewToken): Promise<boolean> {
    try {
      await this.#signIn(connection, created);
      void this.#deps.store.reload(connection.server);
      return true;
    } catch (error) {
      const problem = toError(error).message;
      this.#deps.log.error(`Couldn't sign in with a new token: ${problem}`);
      void showError(
        l10n.t(
          'The token "{0}" was created on {1} and is stored, but signing in with it failed. {2} Select "Use for This Server", or sign in with it.',
          displayName(created.name),
          connection.server.name,
          withFullStop(problem),
        ),
      );
      return false;
    }
  }

  /** @returns a sentence that says whether the token is on the clipboard */
  async #copy(created: NewToken): Promise<string> {
    try {
      const seconds = await this.#deps.clipboard.copy(created.token);
      if (seconds === 0) {
        return l10n.t("It's on the clipboard.");
      }
      return seconds === 1
        ? l10n.t("It's on the clipboard, which will be cleared in 1 second.")
        : l10n.t("It's on the clipboard, which will be cleared in {0} seconds.", seconds);
    } catch (error) {
      this.#deps.log.warn(`Couldn't write to the clipboard: ${toError(error).message}`);
      return l10n.t('It couldn\'t be copied to the clipboard. Use "Copy Token" in the Servers view.');
    }
  }

  async #notify(connection: Connection, created: NewToken, isSignedIn: boolean, clipboard: string): Promise<void> {
    const { server, identity } = connection;
    const { savedElsewhere, settings } = this.#deps;
    const staysStored = settings.keepCreatedTokens;
    const insert = l10n.t('Insert at Cursor');
    const use = l10n.t('Use for This Server');
    const message = [
      l10n.t('The token "{0}" was created on {1}.', displayName(created.name), server.name),
      clipboard,
      isSignedIn
        ? l10n.t("You're signed in to this server with it.")
        : staysStored
          ? l10n.t("It's stored in VS Code's secret storage.")
          : l10n.t("It's stored until you confirm that you've saved it elsewhere."),
    ].join(' ');
    const buttons = isSignedIn ? [insert] : [insert, use];
    let problem: string[] = [];
    for (;;) {
      const text = [...problem, message].join(' ');
      const answer = staysStored
        ? await inform(text, ...buttons)
        : await savedElsewhere.ask(text, identity, created.token.hash, buttons);
      if (answer === use) {
        await this.#use(connection, created);
      }
      if (answer !== insert) {
        return;
      }
      const error = await this.#insert(connection, created);
      if (error === undefined && staysStored) {
        return;
      }
      // Ask again until the token was inserted, or the user confirms that it is saved.
      problem = error === undefined || error instanceof Cancelled ? [] : [withFullStop(error.message)];
    }
  }

  /** @returns why nothing was inserted, or `undefined` on success */
  async #insert({ server }: Connection, { name, token }: NewToken): Promise<Error | undefined> {
    const insertable = { name, url: server.url, read: () => Promise.resolve(token) };
    try {
      await insertAtCursors(editorAtCursor(), insertable, new Confirmer(false, false));
      return undefined;
    } catch (error) {
      return toError(error);
    }
  }

  /** Signs in with the token. The previous sign-in token may be the only copy, so it stays stored. */
  async #use(connection: Connection, created: NewToken): Promise<void> {
    const { tokens, store } = this.#deps;
    try {
      await tokens.preserveSignIn(connection.identity);
      await this.#signIn(connection, created);
      await store.reload(connection.server);
    } catch (error) {
      await showError(toError(error).message);
    }
  }

  /** Asks until the token is stored or saved elsewhere. @returns whether it was stored */
  async #rescue(
    connection: Connection,
    created: NewToken,
    untilSavedElsewhere: boolean,
    error: Error,
  ): Promise<boolean> {
    const { clipboard, store } = this.#deps;
    const isStored = await askUntilStored({ name: created.name, server: connection.server.name }, error, {
      store: () => this.#writeSecret(connection, created, untilSavedElsewhere),
      copy: () => clipboard.copy(created.token, false),
    });
    if (isStored) {
      void store.reload(connection.server);
    }
    return isStored;
  }
}
