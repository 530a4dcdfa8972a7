import assert from 'node:assert/strict';
import { listIfAccepted } from '../../../src/influxdb/listTokens.ts';
import { freshServer } from './helpers/freshServer.ts';
import { watchedToken } from './helpers/log.ts';
import { expectServerError } from './helpers/expectServerError.ts';

describe('listIfAccepted', () => {
  const fresh = freshServer();
  const failing = (status: number) => fresh.server.faults.add({ kind: 'status', status, work: 'undone' });

  it('returns the list', async () => {
    const listed = await listIfAccepted(fresh.endpoint, fresh.operator);
    assert.ok(typeof listed !== 'string' && listed.length > 0);
  });

  it('tells a rejected token from one that works but cannot list tokens', async () => {
    const unknown = watchedToken(`apiv3_${'unknown-'.repeat(11)}`.slice(0, 92));
    assert.equal(await listIfAccepted(fresh.endpoint, unknown), 'notAuthenticated');
    failing(403);
    assert.equal(await listIfAccepted(fresh.endpoint, fresh.operator), 'notAllowed');
  });

  it('throws for any other failure', async () => {
    failing(503);
    await expectServerError(listIfAccepted(fresh.endpoint, fresh.operator), { kind: 'serverFailed', status: 503 });
  });
});
