import type { NewToken } from '../../../influxdb/decode.ts';
import type { ClusterId } from '../../../influxdb/transport/clusterId.ts';
import { ServerError } from '../../../influxdb/transport/serverError.ts';
import type { PlannedRequest } from '../../../rotation/adapters.ts';
import type { Connection } from '../../../servers/connections.ts';
import type { OpenRequest, RequestJournal } from '../../../storage/requestJournal.ts';

/** In milliseconds. VS Code writes a stored secret to the disk a little later, so a power cut could still lose it. */
const flushTime = 3000;

/** The request may have created or replaced a token, and is still in the journal. */
export class ResponseLost extends Error {
  override readonly name = 'ResponseLost';
  override readonly cause: ServerError;
  readonly open: OpenRequest;

  constructor(cause: ServerError, open: OpenRequest) {
    super(cause.message);
    this.cause = cause;
    this.open = open;
  }
}

/**
 * Writes a request down, and then sends it.
 * @returns the new token, which must be stored before the request is ended
 * @throws ResponseLost; UserError if it couldn't be written down; what `send` throws if nothing was created
 */
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
  try {
    return { created: await send(), open };
  } catch (error) {
    if (error instanceof ServerError && error.outcome === 'unknown') {
      throw new ResponseLost(error, open);
    }
    await open.end();
    throw error;
  }
}

/** A request without a token is sent on a connection that wasn't checked. */
async function clusterOf(connection: Connection): Promise<ClusterId | undefined> {
  const checked = connection.endpoint.channel?.clusterId;
  return checked === undefined ? connection.fetchClusterId().catch(() => undefined) : checked;
}

/** Ends a request whose token is stored, and earlier ones for the same token, which no longer matter. */
export async function endStored({ request, end }: OpenRequest, journal: RequestJournal): Promise<void> {
  const { id, name, server } = request;
  await journal.endMatching(
    (other) => other.id !== id && other.name === name && other.server.identity === server.identity,
  );
  setTimeout(() => void end(), flushTime).unref();
}
