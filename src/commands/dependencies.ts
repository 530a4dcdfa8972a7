import type { FoundView } from '../ui/found/foundView.ts';
import type { WorkspaceSearch } from '../operations/steps/workspaceSearch.ts';
import type { Rotator } from '../operations/steps/runRotation.ts';
import type { Connections } from '../servers/connections.ts';
import type { RotationStore } from '../rotation/openRotations.ts';
import type { ServerStore } from '../servers/serverStore.ts';
import type { Settings } from '../vscode/settings.ts';
import type { ApprovalStore } from '../storage/approvalStore.ts';
import type { TokenStore } from '../storage/tokenStore.ts';
import type { BrowserNotice } from '../ui/prompts/browserNotice.ts';
import type { TokenClipboard } from '../vscode/clipboard.ts';
import type { Approval } from '../operations/steps/approval.ts';
import type { Log } from '../vscode/log.ts';
import type { NewTokens } from '../operations/steps/newToken.ts';

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
