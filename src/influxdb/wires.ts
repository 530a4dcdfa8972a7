import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
// Not from 'undici' itself: that module puts an agent of its own into the global dispatcher slots of the whole
// extension host, and from then on every other extension's `fetch` would go through ours.
import makeConnector from 'undici/lib/core/connect.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import { madeFor } from './hostCheck.ts';

export type Connector = buildConnector.connector;

/** All connections and agents of one exchange, to be rid of in one go. */
export interface Wires {
  /** Connects with these terms of TLS. */
  connector(terms: buildConnector.BuildOptions): Connector;
  /** An agent with one connection. */
  agent(connect: Connector): Agent;
  close(): Promise<void>;
}

export function wires(): Wires {
  const agents: Agent[] = [];
  const sockets: Socket[] = [];
  let closed = false;
  return {
    connector(terms) {
      // The limits of undici are off: the one on the whole exchange is enough, and does not depend on its coarse timers.
      const connect = makeConnector({ allowH2: false, timeout: 0, checkServerIdentity: madeFor, ...terms });
      return (options, callback) => {
        const socket = connect(options, callback);
        sockets.push(socket);
        if (closed) {
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
      closed = true;
      await Promise.all(agents.map((agent) => agent.destroy()));
      // One that is still connecting is not the agent's yet, and would go on for as long as the other side lets it.
      sockets.forEach((socket) => socket.destroy(new Error('the exchange is over')));
    },
  };
}
