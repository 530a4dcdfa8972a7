import type { Logger } from '../core/logger.ts';
import { Connections, type ConnectionSettings } from '../servers/connections.ts';
import { ServerStore, type ServerListSettings } from '../servers/serverStore.ts';
import { History } from '../storage/history.ts';
import { RequestJournal } from '../storage/requestJournal.ts';
import { ApprovalStore } from '../storage/approvalStore.ts';
import { machineId } from '../storage/machineId.ts';
import { SecretQueue, type SecretStorage } from '../storage/secretQueue.ts';
import { StoredData } from '../storage/storedData.ts';
import { TokenStore, type Memento } from '../storage/tokenStore.ts';
import type { ServerAccess } from './ports.ts';

/** In milliseconds. The nodes of a cluster also load new tokens once a second. */
const checkInterval = 1000;

interface Storage {
  readonly secrets: SecretStorage;
  /** Survives restarts, and contains no secrets. */
  readonly state: Memento;
  readonly workspaceState: Memento;
  readonly folder: string;
  /** Called when a token was stored or removed, but its metadata couldn't be updated. */
  readonly onMetadataNotSaved: (problem: Error) => void;
}

/** Creates what operations need to reach servers, and to store tokens for them. Reads and sends nothing. */
export function createServerAccess(
  { secrets, state, workspaceState, folder, onMetadataNotSaved }: Storage,
  settings: ConnectionSettings & ServerListSettings,
  log: Logger,
): ServerAccess {
  const queue = new SecretQueue(secrets);
  const tokens = new TokenStore(queue, state, onMetadataNotSaved);
  const approvals = new ApprovalStore(queue);
  const connections = new Connections(
    settings,
    approvals,
    retryUntilResolved(() => machineId(folder)),
    log,
  );
  return {
    tokens,
    approvals,
    connections,
    requests: new RequestJournal(folder, log),
    history: new History(folder, log),
    stored: new StoredData(queue, { state, workspaceState }, folder),
    store: new ServerStore(settings, tokens, connections, log),
    log,
    checkInterval,
  };
}

function retryUntilResolved<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => {
    result ??= work().catch((error: unknown) => {
      result = undefined;
      throw error;
    });
    return result;
  };
}
