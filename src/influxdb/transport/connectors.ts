import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
// Not from 'undici' itself: that module replaces the global dispatcher of the extension host, and then the `fetch` of
// every other extension would use ours.
import createConnector from 'undici/lib/core/connect.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import { checkHost } from './hostCheck.ts';

export type Connector = buildConnector.connector;

/** All connections and agents of one request, so that they can be closed together. */
export interface Connectors {
  connector(tlsOptions: buildConnector.BuildOptions): Connector;
  agent(connect: Connector): Agent;
  close(): Promise<void>;
}

export function connectors(): Connectors {
  const agents: Agent[] = [];
  const sockets: Socket[] = [];
  let isClosed = false;
  return {
    connector(tlsOptions) {
      // undici's timers are coarse, so its limits are off: `exchange` limits the whole request.
      const connect = createConnector({ allowH2: false, timeout: 0, checkServerIdentity: checkHost, ...tlsOptions });
      return (options, callback) => {
        const socket = connect(options, callback);
        sockets.push(socket);
        if (isClosed) {
          socket.destroy();
        }
      };
    },
    agent(connect) {
      const limits = { headersTimeout: 0, bodyTimeout: 0 };
      const agent = new Agent({ connections: 1, pipelining: 0, allowH2: false, ...limits, connect });
      agents.push(agent);
      return agent;
    },
    async close() {
      isClosed = true;
      await Promise.all(agents.map((agent) => agent.destroy()));
      // A socket that is still connecting doesn't belong to its agent yet, so the agent doesn't destroy it.
      sockets.forEach((socket) => socket.destroy(new Error('the request has ended')));
    },
  };
}
