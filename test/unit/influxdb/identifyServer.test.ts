import assert from 'node:assert/strict';
import { Token } from '../../../src/core/token/token.ts';
import { identifyServer } from '../../../src/influxdb/identifyServer.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { EnterpriseServer } from '../support/influxdb3/helpers/enterprise.ts';
import { startTokenServer, type TokenServer, type TokenServerOptions } from '../../support/influxdb3/server.ts';
import { closeAfterTest } from './helpers/closeAfterTest.ts';
import { endpointOf } from './helpers/endpoint.ts';

const requestsOf = ({ requests }: TokenServer) => requests.map(({ path }) => path);
const blockPing = { kind: 'status', status: 403, work: 'undone', path: '/ping' } as const;

describe('identifyServer', () => {
  const start = async (options: TokenServerOptions) => {
    const server = closeAfterTest(await startTokenServer(options));
    const { token } = await createOperatorToken(endpointOf(server));
    server.requests.length = 0;
    return { server, token };
  };

  for (const release of ['3.7', '3.10', '3.11'] as const) {
    for (const product of ['core', 'enterprise'] as const) {
      it(`recognizes ${product} ${release} with one request`, async () => {
        const { server, token } = await start({ product, release });
        const details = await identifyServer(endpointOf(server), token);
        assert.deepEqual(details, { version: server.version, product });
        assert.deepEqual(requestsOf(server), ['/ping']);
      });

      it(`recognizes ${product} ${release} when a proxy blocks /ping`, async () => {
        const { server, token } = await start({ product, release });
        server.faults.add(blockPing);
        // An admin token has access to the probed route on Enterprise, so it shows nothing there.
        const expected = product === 'core' ? 'core' : 'unknown';
        const details = await identifyServer(endpointOf(server), token);
        assert.deepEqual(details, { version: undefined, product: expected });
      });
    }
  }

  it('recognizes Enterprise with a resource token that may not ping', async () => {
    const enterprise = closeAfterTest(await EnterpriseServer.start({}, ['metrics']));
    const token = new Token(await enterprise.token('reader', ['db:metrics:read']));
    const details = await identifyServer(endpointOf(enterprise.server), token);
    assert.deepEqual(details, { version: undefined, product: 'enterprise' });
  });

  it('takes a proxy that blocks everything for no product', async () => {
    const { server, token } = await start({ product: 'enterprise' });
    server.faults.add({ ...blockPing, times: 'always' });
    const path = '/api/v3/configure/retention_period';
    server.faults.add({ ...blockPing, path, times: 'always', body: '<html>Forbidden</html>' });
    const details = await identifyServer(endpointOf(server), token);
    assert.deepEqual(details, { version: undefined, product: 'unknown' });
  });

  it('rejects when it is canceled', async () => {
    const { server, token } = await start({});
    const reason = new Error('canceled');
    const options = { signal: AbortSignal.abort(reason) };
    await assert.rejects(identifyServer(endpointOf(server), token, options), reason);
  });
});
