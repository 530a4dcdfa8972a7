import * as l10n from '@vscode/l10n';
import { errorText } from './core/errorText.ts';
import * as vscode from 'vscode';
import { registerCommands } from './commands/register.ts';
import { registerEditor } from './editor/register.ts';
import { createServerAccess } from './operations/serverAccess.ts';
import { WorkspaceSearch } from './operations/steps/workspaceSearch.ts';
import { OpenRotations } from './rotation/openRotations.ts';
import { FoundView } from './ui/found/foundView.ts';
import { SavedElsewhere } from './ui/prompts/savedElsewhere.ts';
import { registerRotationReminders } from './ui/rotation/reminders.ts';
import { registerPaletteContext } from './ui/servers/paletteContext.ts';
import { ServerTree } from './ui/servers/serverTree.ts';
import { TokenClipboard } from './vscode/clipboard.ts';
import { Log } from './vscode/log.ts';
import { showError } from './vscode/notify.ts';
import { Settings } from './vscode/settings.ts';
import { workspaceFiles } from './vscode/workspaceFiles.ts';

/** Creates and connects the parts of the extension. Doesn't wait for anything and sends nothing. */
export function activate(context: vscode.ExtensionContext): object | undefined {
  if (vscode.l10n.bundle !== undefined) {
    l10n.config({ contents: vscode.l10n.bundle });
  }
  const { secrets, globalState: state, globalStorageUri, subscriptions } = context;
  const testMode = context.extensionMode === vscode.ExtensionMode.Test;
  const folder = globalStorageUri.fsPath;
  const onMetadataNotSaved = (error: Error) => void showError(errorText(error));
  const log = new Log();
  const settings = new Settings();
  const servers = createServerAccess({ secrets, state, folder, onMetadataNotSaved }, settings, log);
  const { store } = servers;
  const rotations = new OpenRotations(folder, log);
  const clipboard = new TokenClipboard(settings, state);
  const savedElsewhere = new SavedElsewhere(servers, clipboard);
  const search = new WorkspaceSearch(store, workspaceFiles);
  const found = new FoundView(store, settings);
  const parts = { servers, settings, clipboard, savedElsewhere, found, search, rotations, log, state };
  subscriptions.push(
    log,
    settings,
    store,
    clipboard,
    new ServerTree(store, rotations, settings),
    registerPaletteContext(store),
    registerCommands(parts, testMode),
    registerEditor({ store, settings, log }),
    found,
    registerRotationReminders(rotations),
    rotations,
  );
  savedElsewhere.resume();
  clipboard.resume();
  // Tests inspect the secret storage, which nothing else can access.
  return testMode ? { secrets } : undefined;
}
