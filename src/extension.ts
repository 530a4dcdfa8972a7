import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { registerCommands } from './commands/register.ts';
import { registerEditor } from './editor/register.ts';
import { createServerAccess } from './operations/serverAccess.ts';
import { OpenRotations } from './rotation/openRotations.ts';
import { ActionHandles } from './ui/actionHandles.ts';
import { FoundView } from './ui/found/foundView.ts';
import { HistoryDocument } from './ui/history/historyDocument.ts';
import { SavedElsewhere } from './ui/prompts/savedElsewhere.ts';
import { registerRotationReminders } from './ui/rotation/reminders.ts';
import { registerServers } from './ui/servers/register.ts';
import { TokenClipboard } from './vscode/clipboard.ts';
import { Log } from './vscode/log.ts';
import { showError } from './vscode/notify.ts';
import { Settings } from './vscode/settings.ts';

/** Creates and connects the parts of the extension. Doesn't wait for anything and sends nothing. */
export function activate(context: vscode.ExtensionContext): object | undefined {
  if (vscode.l10n.bundle !== undefined) {
    l10n.config({ contents: vscode.l10n.bundle });
  }
  const { secrets, globalState: state, workspaceState, globalStorageUri, subscriptions } = context;
  const testMode = context.extensionMode === vscode.ExtensionMode.Test;
  const folder = globalStorageUri.fsPath;
  const onMetadataNotSaved = ({ message }: Error) => void showError(message);
  const log = new Log();
  const settings = new Settings();
  const servers = createServerAccess({ secrets, state, workspaceState, folder, onMetadataNotSaved }, settings, log);
  const { store } = servers;
  const rotations = new OpenRotations(folder, log);
  const clipboard = new TokenClipboard(settings, state);
  const savedElsewhere = new SavedElsewhere(servers, clipboard);
  const found = new FoundView(store, settings);
  const handles = new ActionHandles();
  const view = registerServers(store, rotations, settings);
  const isHiddenRow = (node: object) => view.isHiddenRow(node) || found.isHiddenRow(node);
  const historyDocument = new HistoryDocument(servers.history);
  const parts = { servers, settings, clipboard, savedElsewhere, found, historyDocument, rotations, log, state };
  subscriptions.push(
    log,
    settings,
    store,
    clipboard,
    view,
    registerCommands(parts, { handles, isHiddenRow }, testMode),
    registerEditor({ handles, store, settings, log }),
    found,
    historyDocument,
    registerRotationReminders(rotations, store),
    rotations,
  );
  savedElsewhere.resume();
  clipboard.resume();
  // Tests inspect the secret storage, which nothing else can access.
  return testMode ? { secrets } : undefined;
}
