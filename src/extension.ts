import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { registerCommands } from './commands/register.ts';
import { FoundView } from './ui/found/foundView.ts';
import { registerEditor } from './editor/registerEditor.ts';
import { WorkspaceSearch } from './operations/steps/workspaceSearch.ts';
import { Rotator } from './operations/steps/runRotation.ts';
import { Connections } from './servers/connections.ts';
import { RotationStore } from './rotation/openRotations.ts';
import { ServerStore } from './servers/serverStore.ts';
import { machineId } from './storage/machineId.ts';
import { SecretQueue } from './storage/secretQueue.ts';
import { Settings } from './vscode/settings.ts';
import { ApprovalStore } from './storage/approvalStore.ts';
import { TokenStore } from './storage/tokenStore.ts';
import { BrowserNotice } from './ui/prompts/browserNotice.ts';
import { TokenClipboard } from './vscode/clipboard.ts';
import { Approval } from './operations/steps/approval.ts';
import { Log } from './vscode/log.ts';
import { NewTokens } from './operations/steps/newToken.ts';
import { showError } from './vscode/notify.ts';
import { SavedElsewhere } from './ui/prompts/savedElsewhere.ts';
import { RotationReminders } from './ui/rotation/reminders.ts';
import { ServerTree } from './ui/servers/serverTree.ts';

/** Set by `activate`; `deactivate` gets no context. */
let newTokens: NewTokens | undefined;

/** Creates and connects the parts of the extension. Doesn't wait for anything and sends nothing. */
export function activate(context: vscode.ExtensionContext): object | undefined {
  if (vscode.l10n.bundle !== undefined) {
    l10n.config({ contents: vscode.l10n.bundle });
  }
  const testMode = context.extensionMode === vscode.ExtensionMode.Test;
  const log = new Log();
  const settings = new Settings();
  const secrets = new SecretQueue(context.secrets);
  const tokens = new TokenStore(secrets, context.globalState, ({ message }) => void showError(message));
  const approvals = new ApprovalStore(secrets);
  const id = once(() => machineId(context.globalStorageUri.fsPath));
  const connections = new Connections(settings, approvals, id, log);
  const store = new ServerStore(settings, tokens, connections, log);
  const approval = new Approval(approvals);
  const browserNotice = new BrowserNotice(context.globalState);
  const clipboard = new TokenClipboard(settings, context.globalState);
  const savedElsewhere = new SavedElsewhere(tokens, store, clipboard);
  newTokens = new NewTokens({
    tokens,
    store,
    approval,
    clipboard,
    savedElsewhere,
    settings,
    browserNotice,
    log,
  });
  const search = new WorkspaceSearch(store);
  const found = new FoundView(store, settings);
  const rotations = new RotationStore(context.globalStorageUri.fsPath, log);
  const rotator = new Rotator({ rotations, tokens, store, newTokens, search, found });
  const reminders = new RotationReminders(rotations);
  const stores = { settings, tokens, approvals, connections, store, rotations, log };
  const dependencies = { ...stores, approval, clipboard, newTokens, browserNotice, search, found, rotator };
  context.subscriptions.push(log, settings, store, clipboard, new ServerTree(store, rotations, settings));
  context.subscriptions.push(
    registerCommands(dependencies, testMode),
    registerEditor(dependencies),
    found,
    reminders,
    rotations,
  );
  void rotations.start().then(() => reminders.start());
  savedElsewhere.resume();
  clipboard.resume();
  // Only tests may read the secret storage.
  return testMode ? { secrets: context.secrets } : undefined;
}

/** Waits until requested tokens are stored, because the server shows a token string only once. */
export async function deactivate(): Promise<void> {
  await newTokens?.waitForPending();
}

/** Calls `create` once and shares its result. After a failure, the next call tries again. */
function once<Result>(create: () => Promise<Result>): () => Promise<Result> {
  let created: Promise<Result> | undefined;
  return () => {
    created ??= create().catch((error: unknown) => {
      created = undefined;
      throw error;
    });
    return created;
  };
}
