import type { CommandArguments } from '../../../src/commands/arguments.ts';
import type { Command } from '../../../src/commands/command.ts';
import { createDependencies, type Dependencies } from '../../../src/commands/dependencies.ts';
import { createServerAccess } from '../../../src/operations/serverAccess.ts';
import type { ServerAccess } from '../../../src/operations/ports.ts';
import { OpenRotations } from '../../../src/rotation/openRotations.ts';
import type { HistoryDocument } from '../../../src/ui/history/historyDocument.ts';
import type { FoundView } from '../../../src/ui/found/foundView.ts';
import { User } from '../../../src/ui/person.ts';
import { SavedElsewhere } from '../../../src/ui/prompts/savedElsewhere.ts';
import { TokenClipboard } from '../../../src/vscode/clipboard.ts';
import type { Log } from '../../../src/vscode/log.ts';
import { Settings } from '../../../src/vscode/settings.ts';
import type { WindowStorage } from './sharedProfile.ts';

export interface OpenWindow extends Dependencies, ServerAccess {
  readonly log: Log;
  readonly warnings: readonly string[];
  /** Runs a command as with arguments, and confirms every question. */
  run(command: (deps: Dependencies) => Command, args: CommandArguments): Promise<unknown>;
  dispose(): void;
}

/** Creates the extension's parts for one more window, without its views. All windows share `folder`. */
export function openWindow({ secrets, state }: WindowStorage, folder: string): OpenWindow {
  const log = silent as Log;
  const settings = new Settings();
  const warnings: string[] = [];
  const onMetadataNotSaved = ({ message }: Error) => warnings.push(message);
  const servers = createServerAccess(
    { secrets, state, workspaceState: state, folder, onMetadataNotSaved },
    settings,
    log,
  );
  const clipboard = new TokenClipboard(settings, state);
  const savedElsewhere = new SavedElsewhere(servers, clipboard);
  const rotations = new OpenRotations(folder, log);
  // Only the tests' own window has views.
  const noViews = {
    found: undefined as unknown as FoundView,
    historyDocument: undefined as unknown as HistoryDocument,
  };
  const deps = createDependencies({
    servers,
    settings,
    clipboard,
    savedElsewhere,
    rotations,
    log,
    state,
    ...noViews,
  });
  return {
    ...deps,
    ...servers,
    log,
    warnings,
    run: (command, args) => {
      const person = new User({
        autoConfirm: true,
        isExternal: false,
        origin: {},
        settings,
        onLateFailure: () => undefined,
      });
      return command(deps).run({
        caller: 'withArguments',
        node: undefined,
        insertionPoint: undefined,
        isRowGone: false,
        editor: undefined,
        args,
        person,
      });
    },
    dispose: () => [settings, servers.store, clipboard, rotations].forEach((part) => part.dispose()),
  };
}

const silent: Pick<Log, 'debug' | 'info' | 'warn' | 'error'> = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
