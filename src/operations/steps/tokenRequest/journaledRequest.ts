import type { NewToken } from '../../../influxdb/decode.ts';
import type { ClusterId } from '../../../influxdb/transport/clusterId.ts';
import { ServerError } from '../../../influxdb/transport/serverError.ts';
import type { PlannedRequest } from '../../../rotation/adapters.ts';
import type { Connection } from '../../../servers/connections.ts';
import {
  isForToken,
  type OpenRequest,
  type RequestJournal,
  type TokenRequest,
} from '../../../storage/requestJournal.ts';

/** In milliseconds. VS Code writes a stored secret to the disk a little later, so a power failure could lose it. */
const flushTime = 10_000;

/** The request may have created or replaced a token, and is still in the journal. */
export class ResponseLost extends Error {
  override readonly name = 'ResponseLost';
  override readonly cause: ServerError;
  readonly open: OpenRequest;
  /** How long the response was waited for, in milliseconds. */
  readonly waitedFor: number;

  constructor(cause: ServerError, open: OpenRequest, waitedFor: number) {
    super(cause.message);
    this.cause = cause;
    this.open = open;
    this.waitedFor = waitedFor;
  }
}

/** The new token must be stored before its request is ended. @throws ResponseLost; UserError if nothing was sent */
export async function sendJournaled(
  connection: Connection,
  { send, ...request }: PlannedRequest,
  journal: RequestJournal,
): Promise<{ readonly created: NewToken; readonly open: OpenRequest }> {
  const { server, identity, endpoint } = connection;
  const { name, url } = server;
  const cluster = await clusterOf(connection);
  const open = await journal.begin({
    server: { name, url, identity },
    timeLimit: endpoint.timeout,
    ...(typeof cluster === 'string' ? { cluster } : {}),
    ...request,
  });
  const startedAt = performance.now();
  try {
    return { created: await send(), open };
  } catch (error) {
    if (error instanceof ServerError && error.outcome === 'unknown') {
      throw new ResponseLost(error, open, performance.now() - startedAt);
    }
    await open.end();
    throw error;
  }
}

/** For a token that isn't stored: returns a function that copies it, and records that someone may have it. */
export function recordingCopy({ markReceived }: OpenRequest, { token }: NewToken) {
  let isCopied = false;
  return async (work: () => Promise<unknown>): Promise<void> => {
    await markReceived({ hash: token.hash, isDone: false });
    try {
      await work();
      isCopied = true;
    } finally {
      if (!isCopied) {
        await markReceived(undefined);
      }
    }
  };
}

export async function endStored(
  { request, markReceived, end }: OpenRequest,
  { token }: NewToken,
  journal: RequestJournal,
): Promise<void> {
  await markReceived({ hash: token.hash, isDone: true });
  setTimeout(() => void end(), flushTime).unref();
  await endEarlier(request, journal);
}

/** Ends earlier requests for the same token. If that fails, they are checked again at the next start. */
export async function endEarlier(request: TokenRequest, journal: RequestJournal): Promise<void> {
  const { id, name, server, cluster } = request;
  await journal
    .endMatching((other) => other.id !== id && isForToken(other, { name, identity: server.identity, cluster }))
    .catch(() => undefined);
}

/** A request without a token is sent without a check, so the server is asked for its ID separately. */
async function clusterOf(connection: Connection): Promise<ClusterId | undefined> {
  const checked = connection.endpoint.channel?.clusterId;
  return checked === undefined ? connection.fetchClusterId().catch(() => undefined) : checked;
}
