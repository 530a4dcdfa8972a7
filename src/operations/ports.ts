import type { FoundFile } from '../content/foundFile.ts';
import type { Logger } from '../core/logger.ts';
import type { OpenRotations } from '../rotation/openRotations.ts';
import type { Connections } from '../servers/connections.ts';
import type { ServerStore } from '../servers/serverStore.ts';
import type { History } from '../storage/history.ts';
import type { RequestJournal } from '../storage/requestJournal.ts';
import type { ApprovalStore } from '../storage/approvalStore.ts';
import type { StoredData } from '../storage/storedData.ts';
import type { TokenStore } from '../storage/tokenStore.ts';
import type { WorkspaceSearch } from './steps/workspaceSearch.ts';

export interface ServerAccess {
  readonly store: ServerStore;
  readonly connections: Connections;
  readonly approvals: ApprovalStore;
  readonly tokens: TokenStore;
  readonly requests: RequestJournal;
  readonly history: History;
  readonly stored: StoredData;
  readonly log: Logger;
  /** In milliseconds, between two looks at a server that may still be completing a request. */
  readonly checkInterval: number;
}

/** The server list in user settings, with malformed entries as they are. */
export interface UserServerSettings {
  readUserServers(): readonly unknown[];
  writeUserServers(list: readonly unknown[]): Promise<void>;
}

export interface TokenUsage {
  readonly search: Pick<WorkspaceSearch, 'find' | 'folders'>;
  readonly rotations: OpenRotations;
  showFiles(files: readonly FoundFile[]): Promise<void>;
}
