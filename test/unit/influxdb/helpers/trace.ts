import type { FreshServer } from './freshServer.ts';

const listRoute = '/api/v3/query_sql';

/** One word for each request, with the number of its connection and `!` if it had a token. */
export function trace({ server }: Pick<FreshServer, 'server'>): string {
  const connections = [...new Set(server.requests.map(({ connection }) => connection))];
  return server.requests
    .map(({ method, path, connection, hasToken }) => {
      const what = method === 'OPTIONS' ? 'check' : path === listRoute ? 'list' : path === '/ping' ? 'ping' : 'create';
      return `${what}${hasToken ? '!' : ''} on ${connections.indexOf(connection) + 1}`;
    })
    .join(', ');
}
