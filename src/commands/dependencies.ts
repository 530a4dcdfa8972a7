import type { Memento } from 'vscode';
import { InterruptedRequests } from '../operations/interruptedRequests.ts';
import type { ServerAccess } from '../operations/ports.ts';
import { NewTokens } from '../operations/steps/newTokens.ts';
import type { RotationRunPorts } from '../operations/steps/runRotation.ts';
import { WorkspaceSearch } from '../operations/steps/workspaceSearch.ts';
import type { OpenRotations } from '../rotation/openRotations.ts';
import type { FoundView } from '../ui/found/foundView.ts';
import type { HistoryDocument } from '../ui/history/historyDocument.ts';
import { NewTokenNotifications } from '../ui/newTokenNotice.ts';
import { User } from '../ui/person.ts';
import { BrowserNotice } from '../ui/prompts/browserNotice.ts';
import { Failures } from '../ui/prompts/failures.ts';
import type { SavedElsewhere } from '../ui/prompts/savedElsewhere.ts';
import { UserRotationDisplay } from '../ui/rotation/rotationDisplay.ts';
import type { TokenClipboard } from '../vscode/clipboard.ts';
import type { Log } from '../vscode/log.ts';
import type { Settings } from '../vscode/settings.ts';
import { workspaceFiles } from '../vscode/workspaceFiles.ts';

/** Created at activation, because the views need these parts or because they resume earlier work. */
export interface SessionParts {
  readonly servers: ServerAccess;
  readonly settings: Settings;
  readonly clipboard: TokenClipboard;
  readonly savedElsewhere: SavedElsewhere;
  readonly found: FoundView;
  readonly historyDocument: HistoryDocument;
  readonly rotations: OpenRotations;
  readonly log: Log;
  /** The extension's `globalState`. */
  readonly state: Memento;
}

/** What commands need. Only commands get all of it, and pass each operation the ports that it needs. */
export interface Dependencies extends SessionParts {
  readonly search: WorkspaceSearch;
  readonly newTokens: NewTokens;
  readonly interruptedRequests: InterruptedRequests;
  readonly usage: RotationRunPorts['usage'];
  readonly browserNotice: BrowserNotice;
  readonly failures: Failures;
}

export function createDependencies(parts: SessionParts): Dependencies {
  const { servers, settings, clipboard, savedElsewhere, found, rotations, log } = parts;
  const search = new WorkspaceSearch(servers.store, workspaceFiles);
  const failures = new Failures(log, (token) => clipboard.copy(token));
  const browserNotice = new BrowserNotice(parts.state);
  const onLateFailure = (error: Error) => failures.show(error, 'New token');
  const person = new User({
    autoConfirm: false,
    isExternal: false,
    origin: { caller: 'notification' },
    settings,
    onLateFailure,
  });
  const notice = new NewTokenNotifications({ settings, savedElsewhere, browserNotice, person });
  const newTokens = new NewTokens({ servers, clipboard, settings, notice });
  return {
    ...parts,
    search,
    failures,
    browserNotice,
    newTokens,
    interruptedRequests: new InterruptedRequests({ person, servers, newTokens, rotations }, (error) =>
      failures.show(error, 'Interrupted request'),
    ),
    usage: {
      search,
      rotations,
      showFiles: (files) => found.showFiles(files),
      display: new UserRotationDisplay({ search, found }),
    },
  };
}
