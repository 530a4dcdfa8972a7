import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { registerCommands } from './commands/register.ts';
import { FoundView } from './editor/foundView.ts';
import { registerEditor } from './editor/register.ts';
import { WorkspaceSearch } from './editor/workspaceSearch.ts';
import { Rotator } from './rotation/rotator.ts';
import { Connections } from './servers/connections.ts';
import { RotationStore } from './servers/rotationStore.ts';
import { ServerStore } from './servers/serverStore.ts';
import { machineId } from './storage/machineId.ts';
import { SecretBox } from './storage/secretBox.ts';
import { Settings } from './storage/settings.ts';
import { TermsStore } from './storage/termsStore.ts';
import { TokenStore } from './storage/tokenStore.ts';
import { BrowserNotice } from './ui/browserNotice.ts';
import { TokenClipboard } from './ui/clipboard.ts';
import { Consent } from './ui/consent.ts';
import { Log } from './ui/log.ts';
import { NewTokens } from './ui/newTokens.ts';
import { showError } from './ui/notify.ts';
import { Placing } from './ui/placing.ts';
import { RotationReminders } from './ui/rotationReminders.ts';
import { ServerTree } from './ui/serverTree.ts';

/** What {@link deactivate} has to wait for; VS Code hands it no context. */
let newTokens: NewTokens | undefined;

/** Builds the parts and hands them to each other. Nothing is awaited, and nothing is sent. */
export function activate(context: vscode.ExtensionContext): object | undefined {
  if (vscode.l10n.bundle !== undefined) {
    l10n.config({ contents: vscode.l10n.bundle });
  }
  const testMode = context.extensionMode === vscode.ExtensionMode.Test;
  const log = new Log();
  const settings = new Settings();
  const secrets = new SecretBox(context.secrets);
  const tokens = new TokenStore(secrets, context.globalState, ({ message }) => void showError(message));
  const terms = new TermsStore(secrets);
  const id = once(() => machineId(context.globalStorageUri.fsPath));
  const connections = new Connections(settings, terms, id, log);
  const store = new ServerStore(settings, tokens, connections, log);
  const consent = new Consent(terms);
  const browserNotice = new BrowserNotice(context.globalState);
  const clipboard = new TokenClipboard(settings, context.globalState);
  const placing = new Placing(tokens, store, clipboard);
  newTokens = new NewTokens({ tokens, store, consent, clipboard, placing, settings, browserNotice, log });
  const search = new WorkspaceSearch(store);
  const found = new FoundView(store, settings);
  const rotations = new RotationStore(context.globalStorageUri.fsPath, log);
  const rotator = new Rotator({ rotations, tokens, store, newTokens, search, found });
  const reminders = new RotationReminders(rotations);
  const stores = { settings, tokens, terms, connections, store, rotations, log };
  const parts = { ...stores, consent, clipboard, newTokens, browserNotice, search, found, rotator };
  context.subscriptions.push(log, settings, store, clipboard, new ServerTree(store, rotations, settings));
  context.subscriptions.push(registerCommands(parts, testMode), registerEditor(parts), found, reminders, rotations);
  void rotations.start().then(() => reminders.start());
  placing.resume();
  clipboard.resume();
  // Tests look into the secret storage; nobody else can.
  return testMode ? { secrets: context.secrets } : undefined;
}

/** Waits for tokens that were asked for and not stored yet: their strings come once. */
export async function deactivate(): Promise<void> {
  await newTokens?.settled();
}

/** Runs `make` at the first call; a failure is tried again at the next. */
function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
