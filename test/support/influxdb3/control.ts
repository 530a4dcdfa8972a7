import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as v from 'valibot';
import type { Fault } from './faults.ts';
import { switchValues } from './product.ts';
import type { TokenServer } from './server.ts';

export interface ServerState {
  url: string;
  recoveryUrl?: string;
  caFile?: string;
  clusterUuid: string;
  openConnections: number;
  /** Milliseconds since 1970, by the server's clock. */
  now: number;
}

export interface ControlPort {
  url: string;
  close(): Promise<void>;
}

const clockSchema = v.union([
  v.strictObject({ advance: v.number() }),
  v.strictObject({ set: v.number() }),
  v.strictObject({ freeze: v.boolean() }),
]);

const switchesSchema = v.strictObject({
  permissionsColumn: v.optional(v.picklist(switchValues.permissionsColumn)),
  permissionRefusal: v.optional(v.picklist(switchValues.permissionRefusal)),
  grants: v.optional(v.picklist(switchValues.grants)),
  pingNeedsPermission: v.optional(v.boolean()),
});

const faultKinds = [
  'close',
  'delay',
  'cutHeaders',
  'cutBody',
  'truncate',
  'drip',
  'contentType',
  'status',
  'redirect',
  'oversized',
  'gzip',
];
const faultSchema = v.looseObject({ kind: v.picklist(faultKinds) });

/** Opens a separate port on which a test in another process injects faults, sets the clock and reads the log. */
export async function startControl(server: TokenServer, bind = { host: '127.0.0.1', port: 0 }): Promise<ControlPort> {
  const http = createServer((request, response) => {
    handle(server, request).then(
      (body) => respond(response, 200, body),
      (error: unknown) => respond(response, 400, { error: String(error) }),
    );
  });
  http.listen(bind.port, bind.host);
  await once(http, 'listening');
  const { address, port, family } = http.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    async close() {
      const closed = once(http, 'close');
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
}

async function handle(server: TokenServer, request: IncomingMessage): Promise<unknown> {
  switch (`${request.method} ${request.url}`) {
    case 'GET /state':
      return serverState(server);
    case 'GET /requests':
      return server.requests;
    case 'DELETE /requests':
      server.requests.length = 0;
      return {};
    case 'GET /tokens':
      return server.tokens();
    case 'GET /faults':
      return server.faults.pending;
    case 'POST /faults':
      server.faults.add(v.parse(faultSchema, await readJson(request)) as unknown as Fault);
      return {};
    case 'DELETE /faults':
      server.faults.clear();
      return {};
    case 'POST /switches':
      return Object.assign(server.switches, v.parse(switchesSchema, await readJson(request)));
    case 'POST /clock':
      moveClock(server, v.parse(clockSchema, await readJson(request)));
      return { now: server.clock.now() };
    default:
      throw new Error(`unknown route: ${request.method} ${request.url}`);
  }
}

function serverState(server: TokenServer): ServerState {
  const { url, recoveryUrl, caFile, clusterUuid, openConnections, clock } = server;
  return {
    url,
    ...(recoveryUrl === undefined ? {} : { recoveryUrl }),
    ...(caFile === undefined ? {} : { caFile }),
    clusterUuid,
    openConnections,
    now: clock.now(),
  };
}

function moveClock({ clock }: TokenServer, change: v.InferOutput<typeof clockSchema>): void {
  if ('advance' in change) clock.advance(change.advance);
  else if ('set' in change) clock.set(change.set);
  else if (change.freeze) clock.freeze();
  else clock.resume();
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function respond(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
