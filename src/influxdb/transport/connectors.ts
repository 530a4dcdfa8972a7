import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
// Not from 'undici' itself: that module replaces the global dispatcher of the extension host, and then the `fetch` of
// every other extension would use this extension's.
import createConnector from 'undici/lib/core/connect.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import { checkHost } from './hostCheck.ts';

export type Connector = buildConnector.connector;

/** The sockets and agents of one connection, including those of a tunnel, so that they can be closed together. */
export interface Connectors {
  connector(tlsOptions: buildConnector.BuildOptions): Connector;
  /** @param idleLimit in milliseconds; without it, the connection is closed after one request */
  agent(connect: Connector, idleLimit?: number): Agent;
  isOpen(): boolean;
  close(): Promise<void>;
}

export function connectors(): Connectors {
  const agents: Agent[] = [];
  const sockets: Socket[] = [];
  let isClosed = false;
  return {
    connector(tlsOptions) {
      // undici's timers are coarse, so its limits are turned off: `exchange` limits the whole request.
      const connect = createConnector({ allowH2: false, timeout: 0, checkServerIdentity: checkHost, ...tlsOptions });
      return (options, callback) => {
        const socket = connect(options, callback);
        sockets.push(socket);
        if (isClosed) {
          socket.destroy();
        }
      };
    },
    agent(connect, idleLimit) {
      const limits = { headersTimeout: 0, bodyTimeout: 0, ...keepAlive(idleLimit) };
      const agent = new Agent({ connections: 1, allowH2: false, ...limits, connect: connectOnce(connect) });
      agents.push(agent);
      return agent;
    },
    isOpen: () => !isClosed && sockets.every((socket) => !socket.destroyed),
    async close() {
      isClosed = true;
      await Promise.all(agents.map((agent) => agent.destroy()));
      // A socket that is still connecting doesn't belong to its agent yet, so the agent doesn't destroy it.
      sockets.forEach((socket) => socket.destroy(new Error('the request has ended')));
    },
  };
}

/** Closes an idle connection before the server does, if the server announces when that is. */
function keepAlive(idleLimit: number | undefined) {
  return idleLimit === undefined
    ? { pipelining: 0 }
    : { pipelining: 1, keepAliveTimeout: idleLimit, keepAliveMaxTimeout: idleLimit, keepAliveTimeoutThreshold: 1000 };
}

/** undici would replace a lost connection by itself, but a new one must be checked before a token is sent. */
function connectOnce(connect: Connector): Connector {
  let isUsed = false;
  return (options, callback) => {
    if (isUsed) {
      callback(new Error('the connection was closed before the request was sent'), null);
      return;
    }
    isUsed = true;
    connect(options, callback);
  };
}
