import * as l10n from '../core/l10n.ts';
import { errorText } from '../core/errorText.ts';
import * as vscode from 'vscode';
import { Canceled, toError } from '../core/errors.ts';
import { displayName } from '../core/token/tokenName.ts';
import type { NewToken } from '../influxdb/decode.ts';
import type { Person } from '../operations/person.ts';
import type { Destinations, NewTokenNotice, NewTokenState } from '../operations/steps/newTokenNotice.ts';
import type { Connection } from '../servers/connections.ts';
import { showInfo, showError } from '../vscode/notify.ts';
import { askUntilStored } from './prompts/askUntilStored.ts';
import type { BrowserNotice } from './prompts/browserNotice.ts';
import { editorAtCursor, insertAtCursors } from './prompts/insertAtCursors.ts';
import { TokenNode } from './servers/nodes.ts';
import type { SavedElsewhere } from './prompts/savedElsewhere.ts';

interface Dependencies {
  readonly settings: { readonly keepCreatedTokens: boolean };
  readonly savedElsewhere: SavedElsewhere;
  readonly browserNotice: BrowserNotice;
  readonly person: Person;
}

export class NewTokenNotifications implements NewTokenNotice {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  created(connection: Connection, created: NewToken, state: NewTokenState): void {
    void this.#showCreated(connection, created, state);
  }

  signInFailed({ server }: Connection, { name }: NewToken, error: Error): void {
    void showError(
      l10n.t(
        'The token "{0}" was created on {1} and is stored, but signing in with it failed. {2} To try again, select "Use for This Server".',
        displayName(name),
        server.name,
        l10n.own(errorText(error)),
      ),
    );
  }

  signedIn(): void {
    this.#deps.browserNotice.show();
  }

  async notStored({ server }: Connection, { name }: NewToken, error: Error, destinations: Destinations) {
    return askUntilStored({ name, server: server.name }, error, destinations);
  }

  confirmSaved({ identity }: Connection, { name, hash }: { readonly name: string; readonly hash: string }): void {
    const message = l10n.t(
      'The token "{0}" is stored on this machine until you confirm that you\'ve saved it elsewhere.',
      displayName(name),
    );
    void this.#deps.savedElsewhere.ask(message, identity, hash, []);
  }

  failed(error: Error): void {
    void showError(errorText(error));
  }

  async #showCreated({ server, identity }: Connection, created: NewToken, state: NewTokenState): Promise<void> {
    const { savedElsewhere, settings } = this.#deps;
    const staysStored = settings.keepCreatedTokens;
    const insert = l10n.t('Insert at Cursor');
    const use = l10n.t('Use for This Server');
    const { difference } = state;
    const message = l10n.join(
      [
        l10n.t('The token "{0}" was created on {1}.', displayName(created.name), server.name),
        clipboardSentence(state.clipboardSeconds),
        state.isSignedIn
          ? l10n.t("You're signed in to this server with it.")
          : staysStored
            ? l10n.t("It's stored in VS Code's secret storage.")
            : l10n.t("It's stored until you confirm that you've saved it elsewhere."),
        ...(difference === undefined ? [] : [difference.message]),
      ],
      ' ',
    );
    const remove = l10n.t('Delete Token');
    const buttons = [
      ...(difference?.deletable === undefined ? [] : [remove]),
      insert,
      ...(state.isSignedIn ? [] : [use]),
    ];
    const show = difference === undefined ? showInfo : showError;
    let problem: l10n.DisplayText[] = [];
    for (;;) {
      const text = l10n.join([...problem, message], ' ');
      const answer = staysStored
        ? await show(text, ...buttons)
        : await savedElsewhere.ask(text, identity, created.token.hash, buttons);
      if (answer === use) {
        await state.use().catch((error: unknown) => showError(errorText(error)));
      }
      if (answer === remove && difference?.deletable !== undefined) {
        await vscode.commands.executeCommand(
          'influxdb3Tokens.deleteToken',
          new TokenNode(server, difference.deletable),
        );
      }
      if (answer !== insert) {
        return;
      }
      const error = await this.#insert(server.url, created);
      if (error === undefined && staysStored) {
        return;
      }
      // Ask again until the token was inserted, or the user confirms that it is saved.
      problem = error === undefined || error instanceof Canceled ? [] : [errorText(error)];
    }
  }

  async #insert(url: string, { name, token }: NewToken): Promise<Error | undefined> {
    try {
      await insertAtCursors(
        editorAtCursor(vscode.window.activeTextEditor),
        { name, url, read: () => Promise.resolve(token) },
        this.#deps.person,
      );
      return undefined;
    } catch (error) {
      return toError(error);
    }
  }
}

function clipboardSentence(seconds: number | undefined): l10n.DisplayText {
  switch (seconds) {
    case undefined:
      return l10n.t('It couldn\'t be copied to the clipboard. Use "Copy Token" in the Servers view.');
    case 0:
      return l10n.t("It's on the clipboard.");
    case 1:
      return l10n.t("It's on the clipboard, which will be cleared in 1 second if VS Code is still open.");
    default:
      return l10n.t("It's on the clipboard, which will be cleared in {0} seconds if VS Code is still open.", seconds);
  }
}
