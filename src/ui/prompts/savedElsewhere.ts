import * as l10n from '../../core/l10n.ts';
import { errorText } from '../../core/errorText.ts';
import { displayName } from '../../core/token/tokenName.ts';
import type { ServerAccess } from '../../operations/ports.ts';
import type { ServerStore } from '../../servers/serverStore.ts';
import type { RequestJournal } from '../../storage/requestJournal.ts';
import type { TokenStore } from '../../storage/tokenStore.ts';
import { isKeyOf } from '../../storage/tokenKeys.ts';
import type { TokenClipboard } from '../../vscode/clipboard.ts';
import { showInfo, showError } from '../../vscode/notify.ts';

/** If `keepCreatedTokens` is off, stores a created token until the user confirms that it's saved elsewhere. */
export class SavedElsewhere {
  readonly #tokens: TokenStore;
  readonly #store: ServerStore;
  readonly #requests: RequestJournal;
  readonly #clipboard: TokenClipboard;

  constructor({ tokens, store, requests }: ServerAccess, clipboard: TokenClipboard) {
    this.#tokens = tokens;
    this.#store = store;
    this.#requests = requests;
    this.#clipboard = clipboard;
  }

  resume(): void {
    for (const { identity, token } of this.#tokens.awaitingSave()) {
      const name = displayName(token.name);
      const server = this.#serverOf(identity)?.name ?? identity;
      const message = l10n.t(
        'The token "{0}" for {1} is still stored on this machine. Have you saved it where you need it?',
        name,
        server,
      );
      void this.ask(message, identity, token.hash, []);
    }
  }

  /** Deletes the token if the user has saved it. @param buttons shown after the standard ones, and handled by the caller */
  async ask(
    message: l10n.DisplayText,
    identity: string,
    hash: string,
    buttons: readonly string[],
  ): Promise<string | undefined> {
    const saved = l10n.t("I've Saved It");
    const copyAgain = l10n.t('Copy Again');
    for (;;) {
      const answer = await showInfo(message, saved, copyAgain, ...buttons);
      try {
        if (answer === copyAgain) {
          await this.#copy(identity, hash);
          continue;
        }
        if (answer === saved) {
          await this.#remove(identity, hash);
          const server = this.#serverOf(identity);
          if (server !== undefined) {
            await this.#store.reload(server);
          }
        }
        return answer;
      } catch (error) {
        await showError(errorText(error));
      }
    }
  }

  /** Also ends the request that created the token, which would be reported as lost. */
  async #remove(identity: string, hash: string): Promise<void> {
    const name = (await this.#tokens.listStored(identity)).find((token) => token.hash === hash)?.name;
    await this.#tokens.remove(identity, hash);
    await this.#requests.endMatching((request) => request.server.identity === identity && request.name === name);
  }

  async #copy(identity: string, hash: string): Promise<void> {
    const token = await this.#tokens.findByHash(identity, hash);
    if (token === undefined) {
      await showError(l10n.t("The token is missing from VS Code's secret storage."));
      return;
    }
    await this.#clipboard.copy(token);
  }

  #serverOf(identity: string) {
    return this.#store.servers().find(({ url }) => isKeyOf(identity, url));
  }
}
