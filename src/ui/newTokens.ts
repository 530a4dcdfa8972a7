import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import type { Token } from '../core/token.ts';
import { shownName } from '../core/tokenName.ts';
import { toError } from '../core/userError.ts';
import type { NewToken } from '../influxdb/decode.ts';
import type { Connection } from '../servers/connections.ts';
import type { Settings } from '../storage/settings.ts';
import type { TokenStore } from '../storage/tokenStore.ts';
import type { BrowserNotice } from './browserNotice.ts';
import type { TokenClipboard } from './clipboard.ts';
import type { Consent } from './consent.ts';

/** Takes over tokens right after their birth, the only moment at which their strings are known. */
export class NewTokens {
  readonly #tokens: TokenStore;
  readonly #consent: Consent;
  readonly #clipboard: TokenClipboard;
  readonly #settings: Settings;
  readonly #browserNotice: BrowserNotice;
  readonly #logger: Logger;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(
    tokens: TokenStore,
    consent: Consent,
    clipboard: TokenClipboard,
    settings: Settings,
    browserNotice: BrowserNotice,
    logger: Logger,
  ) {
    this.#tokens = tokens;
    this.#consent = consent;
    this.#clipboard = clipboard;
    this.#settings = settings;
    this.#browserNotice = browserNotice;
    this.#logger = logger;
  }

  /**
   * Runs a birth from the request to the secret storage as one piece, which {@link settled} waits for.
   * @param create sends the request
   * @param signsIn whether the new token becomes what the server is signed in with
   * @throws what `create` throws; nothing that happens to the token after its birth
   */
  async bear(connection: Connection, create: () => Promise<NewToken>, signsIn: boolean): Promise<NewToken> {
    const birth = (async () => {
      const born = await create();
      await this.#takeOver(connection, born, signsIn);
      return born;
    })();
    this.#underWay.add(birth);
    try {
      return await birth;
    } finally {
      this.#underWay.delete(birth);
    }
  }

  /** Resolves when no birth is under way: the window must not close between an answer and its storing. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  /** Asks again about tokens that are kept only until they are placed, from an earlier run. */
  askAboutWaiting(): void {
    for (const { identity, kept } of this.#tokens.waitingToBePlaced()) {
      const message = l10n.t(
        'The string of the token "{0}" is still kept on this machine. Is it placed where it is used?',
        shownName(kept.name),
      );
      void this.#dropWhenPlaced(message, identity, kept.hash);
    }
  }

  async #takeOver(connection: Connection, born: NewToken, signsIn: boolean): Promise<void> {
    const { identity } = connection;
    const untilPlaced = !this.#settings.keepCreatedTokens;
    try {
      await this.#tokens.keep(identity, born.token, born.name, untilPlaced);
      if (signsIn) {
        await this.#signIn(connection, born);
      }
    } catch (error) {
      this.#logger.error(`A new token could not be stored: ${toError(error).message}`);
      void this.#rescue(connection, born, signsIn, toError(error));
      return;
    }
    void this.#tell(connection, born, signsIn, untilPlaced, await this.#copy(born.token));
  }

  async #signIn(connection: Connection, born: NewToken): Promise<void> {
    await this.#tokens.storeSignIn(connection.identity, born.token, born.name);
    await this.#consent.remember(connection);
    this.#browserNotice.tell();
  }

  async #copy(token: Token): Promise<string> {
    try {
      const seconds = await this.#clipboard.copy(token);
      return seconds === 0
        ? l10n.t('It is on the clipboard.')
        : l10n.t('It is on the clipboard, which is cleared in {0} seconds.', seconds);
    } catch (error) {
      this.#logger.warn(`The clipboard could not be written: ${toError(error).message}`);
      return l10n.t('The clipboard could not be written: use "Copy Token" on its row.');
    }
  }

  async #tell(
    connection: Connection,
    born: NewToken,
    signsIn: boolean,
    untilPlaced: boolean,
    clipboard: string,
  ): Promise<void> {
    const { server, identity } = connection;
    const created = l10n.t('The token "{0}" was made on {1}.', shownName(born.name), server.name);
    if (untilPlaced) {
      await this.#dropWhenPlaced(`${created} ${clipboard}`, identity, born.token.hash);
      return;
    }
    const use = l10n.t('Use for this Server');
    const kept = signsIn
      ? l10n.t('This server is signed in with it.')
      : l10n.t('It is kept in the secret storage of this machine.');
    const buttons = signsIn ? [] : [use];
    const answer = await vscode.window.showInformationMessage(`${created} ${clipboard} ${kept}`, ...buttons);
    if (answer === use) {
      await this.#signIn(connection, born).catch((error: unknown) => {
        void vscode.window.showErrorMessage(toError(error).message);
      });
    }
  }

  async #dropWhenPlaced(message: string, identity: string, hash: string): Promise<void> {
    const placed = l10n.t('I Have Placed It');
    const copy = l10n.t('Copy Again');
    let answer = await vscode.window.showInformationMessage(message, placed, copy);
    while (answer === copy) {
      const token = await this.#tokens.keptToken(identity, hash);
      if (token !== undefined) {
        await this.#copy(token);
      }
      answer = await vscode.window.showInformationMessage(message, placed, copy);
    }
    if (answer === placed) {
      await this.#tokens.drop(identity, hash);
    }
  }

  /** The secret storage failed, so the string is in memory and on the clipboard only: stays until it is somewhere. */
  async #rescue(connection: Connection, born: NewToken, signsIn: boolean, error: Error): Promise<void> {
    const again = l10n.t('Store Again');
    const copy = l10n.t('Copy Again');
    const placed = l10n.t('I Have Placed It');
    await this.#clipboard.copy(born.token, false).catch(() => undefined);
    let problem = error.message;
    for (;;) {
      const answer = await vscode.window.showErrorMessage(
        l10n.t(
          'The token "{0}" was made on {1}, but could not be stored. It is on the clipboard: put it into a safe place now. {2}',
          shownName(born.name),
          connection.server.name,
          problem,
        ),
        again,
        copy,
        placed,
      );
      if (answer === placed) {
        return;
      }
      if (answer === again) {
        try {
          await this.#tokens.keep(connection.identity, born.token, born.name, !this.#settings.keepCreatedTokens);
          if (signsIn) {
            await this.#signIn(connection, born);
          }
          return;
        } catch (repeated) {
          problem = toError(repeated).message;
        }
      } else {
        await this.#clipboard.copy(born.token, false).catch(() => undefined);
      }
    }
  }
}
