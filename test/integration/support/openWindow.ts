import type { CommandArguments } from '../../../src/commands/arguments.ts';
import type { Command } from '../../../src/commands/command.ts';
import type { Dependencies } from '../../../src/commands/dependencies.ts';
import { Connections } from '../../../src/servers/connections.ts';
import { RotationStore } from '../../../src/rotation/openRotations.ts';
import { ServerStore } from '../../../src/servers/serverStore.ts';
import { machineId } from '../../../src/storage/machineId.ts';
import { SecretQueue } from '../../../src/storage/secretQueue.ts';
import { Settings } from '../../../src/vscode/settings.ts';
import { ApprovalStore } from '../../../src/storage/approvalStore.ts';
import { TokenStore } from '../../../src/storage/tokenStore.ts';
import { BrowserNotice } from '../../../src/ui/prompts/browserNotice.ts';
import { TokenClipboard } from '../../../src/vscode/clipboard.ts';
import { Confirmer } from '../../../src/ui/prompts/confirmer.ts';
import { Approval } from '../../../src/operations/steps/approval.ts';
import type { Log } from '../../../src/vscode/log.ts';
import { NewTokens } from '../../../src/operations/steps/newToken.ts';
import { SavedElsewhere } from '../../../src/ui/prompts/savedElsewhere.ts';
import type { WindowStorage } from './sharedProfile.ts';

/** The dependencies of commands that have no UI. */
export type WindowParts = Omit<Dependencies, 'search' | 'found' | 'rotator'>;

export interface OpenWindow extends WindowParts {
  /** Warnings about metadata that couldn't be saved. */
  readonly warnings: readonly string[];
  /** Runs a command as from the command palette, and confirms every question. */
  run(command: (parts: Dependencies) => Command, args: CommandArguments): Promise<unknown>;
  dispose(): void;
}

/** @param folder shared by all windows of this machine */
export function openWindow({ secrets, state }: WindowStorage, folder: string): OpenWindow {
  const log = silent as Log;
  const settings = new Settings();
  const secretQueue = new SecretQueue(secrets);
  const warnings: string[] = [];
  const tokens = new TokenStore(secretQueue, state, ({ message }) => warnings.push(message));
  const approvals = new ApprovalStore(secretQueue);
  const connections = new Connections(settings, approvals, () => machineId(folder), log);
  const store = new ServerStore(settings, tokens, connections, log);
  const approval = new Approval(approvals);
  const browserNotice = new BrowserNotice(state);
  const clipboard = new TokenClipboard(settings, state);
  const savedElsewhere = new SavedElsewhere(tokens, store, clipboard);
  const newTokens = new NewTokens({
    tokens,
    store,
    approval,
    clipboard,
    savedElsewhere,
    settings,
    browserNotice,
    log,
  });
  const rotations = new RotationStore(folder, log);
  const parts = {
    settings,
    tokens,
    approvals,
    connections,
    store,
    approval,
    clipboard,
    newTokens,
    rotations,
    log,
  };
  const all: WindowParts = { ...parts, browserNotice };
  return {
    ...all,
    warnings,
    run: (command, args) =>
      command(all as Dependencies).run({
        node: undefined,
        isRowGone: false,
        args,
        confirmer: new Confirmer(true, false),
        errorContext: {},
      }),
    dispose: () => [settings, store, clipboard, rotations].forEach((part) => part.dispose()),
  };
}

const silent: Pick<Log, 'debug' | 'info' | 'warn' | 'error'> = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
