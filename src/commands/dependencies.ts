import type { FoundView } from '../editor/foundView.ts';
import type { WorkspaceSearch } from '../editor/workspaceSearch.ts';
import type { Rotator } from '../rotation/rotator.ts';
import type { Connections } from '../servers/connections.ts';
import type { RotationStore } from '../servers/rotationStore.ts';
import type { ServerStore } from '../servers/serverStore.ts';
import type { Settings } from '../storage/settings.ts';
import type { ApprovalStore } from '../storage/approvalStore.ts';
import type { TokenStore } from '../storage/tokenStore.ts';
import type { BrowserNotice } from '../ui/browserNotice.ts';
import type { TokenClipboard } from '../ui/clipboard.ts';
import type { Approval } from '../ui/approval.ts';
import type { Log } from '../ui/log.ts';
import type { NewTokens } from '../ui/newTokens.ts';

export interface Dependencies {
  readonly settings: Settings;
  readonly tokens: TokenStore;
  readonly approvals: ApprovalStore;
  readonly connections: Connections;
  readonly store: ServerStore;
  readonly approval: Approval;
  readonly clipboard: TokenClipboard;
  readonly newTokens: NewTokens;
  readonly search: WorkspaceSearch;
  readonly found: FoundView;
  readonly rotations: RotationStore;
  readonly rotator: Rotator;
  readonly browserNotice: BrowserNotice;
  readonly log: Log;
}
