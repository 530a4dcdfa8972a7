import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Token } from '../../../src/core/token/token.ts';
import { listTokens } from '../../../src/influxdb/listTokens.ts';
import { deleteToken } from '../../../src/influxdb/deleteToken.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { httpResponse, startCannedServer } from './helpers/rawServer.ts';
import { expectServerError } from './helpers/expectServerError.ts';
import { tokenServer } from './helpers/tokenServer.ts';

const operator = new Token(`apiv3_${'operator'.repeat(11).slice(0, 86)}`);

const directories: string[] = [];
after(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

interface StoredToken {
  id: number;
  name: string;
  hash: string;
  createdAt: number;
  updatedAt?: number;
  expiry?: number;
}

async function startServerWith(tokens: StoredToken[]) {
  const dataDir = mkdtempSync(join(tmpdir(), 'influxdb3-list-'));
  const all = [{ id: 0, name: '_admin', hash: operator.hash, createdAt: 0 }, ...tokens];
  const state = { clusterUuid: '00000000-0000-4000-8000-000000000000', nextId: all.length, tokens: all };
  writeFileSync(join(dataDir, 'catalog.json'), JSON.stringify(state));
  directories.push(dataDir);
  return endpointOf(await tokenServer({ dataDir }));
}

async function readList(body: unknown, status = '200 OK') {
  const server = await startCannedServer(httpResponse(status, typeof body === 'string' ? body : JSON.stringify(body)));
  return listTokens(endpointOf(server), operator);
}

const row = { token_id: 3, name: 'ci', hash: '0123abcde', created_at: '2025-04-18T14:02:45.331', permissions: '*:*:*' };

describe('listTokens', () => {
  it('reads rows whose permissions are missing or null as empty', async () => {
    const { permissions, ...rest } = row;
    const listed = await readList([row, { ...rest, name: 'a' }, { ...rest, name: 'b', permissions: null }]);
    assert.deepEqual(
      listed.map((record) => record.permissions),
      [permissions, '', ''],
    );
  });

  it('reads all of 10,000 tokens', async () => {
    const tokens = Array.from({ length: 10_000 }, (_, index) => ({
      id: index + 1,
      name: `token "${index}" of many & 名 ${'x'.repeat(index % 100)}`,
      hash: new Token(`apiv3_${index}`).hash,
      createdAt: 1_700_000_000_000 + index,
      ...(index % 2 === 0 ? {} : { expiry: 1_800_000_000_000 + index }),
    }));
    const endpoint = await startServerWith(tokens);
    const listed = await listTokens(endpoint, operator);
    assert.equal(listed.length, 10_001);
    for (const [index, record] of listed.slice(1).entries()) {
      const stored = tokens[index];
      assert.equal(record.id, stored?.id);
      assert.equal(record.name, stored?.name);
      assert.equal(record.createdAt.getTime(), stored?.createdAt);
      assert.equal(record.expiry?.getTime(), stored?.expiry);
      assert.ok(stored?.hash.startsWith(record.hash));
    }
  });

  it('reads a name of 10,000 characters, which deleteToken accepts', async () => {
    const name = '\u202e\n'.repeat(5_000);
    const endpoint = await startServerWith([{ id: 1, name, hash: 'f'.repeat(128), createdAt: 0 }]);
    assert.equal((await listTokens(endpoint, operator))[1]?.name, name);
    await deleteToken(endpoint, operator, name);
    assert.equal((await listTokens(endpoint, operator)).length, 1);
  });

  it('reads times without a fraction, after the year 9999, and of an update', async () => {
    const farFuture = Date.parse('+011020-12-03T00:35:01.014Z');
    const stored = {
      id: 1,
      name: 'x',
      hash: 'f'.repeat(128),
      createdAt: 1_700_000_000_000,
      updatedAt: 1_700_000_001_500,
      expiry: farFuture,
    };
    const endpoint = await startServerWith([stored]);
    const record = (await listTokens(endpoint, operator))[1];
    assert.deepEqual(
      [record?.createdAt.getTime(), record?.updatedAt?.getTime(), record?.expiry?.getTime()],
      [stored.createdAt, stored.updatedAt, stored.expiry],
    );
  });

  it('accepts full hashes, as early releases return them', async () => {
    const [record] = await readList([{ ...row, hash: operator.hash }]);
    assert.ok(record !== undefined && operator.matches(record.hash));
  });

  it('accepts hashes in upper case', async () => {
    const [record] = await readList([{ ...row, hash: operator.hash.slice(0, 9).toUpperCase() }]);
    assert.ok(record !== undefined && operator.matches(record.hash));
  });

  it('treats fields that are missing or null alike, and ignores unknown ones', async () => {
    const minimalRecord = {
      id: 3,
      name: 'ci',
      hash: '0123abcde',
      createdAt: new Date('2025-04-18T14:02:45.331Z'),
      updatedAt: undefined,
      expiry: undefined,
      permissions: '*:*:*',
      description: undefined,
    };
    assert.deepEqual(await readList([row]), [minimalRecord]);
    assert.deepEqual(
      await readList([
        { ...row, updated_at: null, expiry: null, description: null, created_by_token_id: null, more: 1 },
      ]),
      [minimalRecord],
    );
    const full = { ...row, description: 'of CI', permissions: 'db:mydb:read,write', updated_at: '2025-04-19T00:00:00' };
    assert.deepEqual(await readList([full]), [
      {
        ...minimalRecord,
        description: 'of CI',
        permissions: 'db:mydb:read,write',
        updatedAt: new Date('2025-04-19T00:00:00Z'),
      },
    ]);
  });

  it('accepts a byte order mark', async () => {
    assert.equal((await readList(`\ufeff${JSON.stringify([row])}`)).length, 1);
  });

  it('rejects a million invalid rows quickly and in little memory', async () => {
    const started = performance.now();
    const before = process.memoryUsage().heapUsed;
    await expectServerError(readList(`[${'{},'.repeat(1_000_000)}{}]`), { kind: 'unexpectedResponse' });
    const grown = (process.memoryUsage().heapUsed - before) / 1024 / 1024;
    assert.ok(grown < 300, `${grown} MiB`);
    assert.ok(performance.now() - started < 3_000);
  });

  it('accepts the empty list of a server without auth', async () => assert.deepEqual(await readList([]), []));

  for (const [what, body] of Object.entries<unknown>({
    'text that is no JSON': 'token_id,name\n0,_admin\n',
    'JSON lines': '{"token_id":0}\n{"token_id":1}\n',
    'half a list': '[{"token_id":0,"name":"_ad',
    'an object': { tokens: [row] },
    null: null,
    'a list of numbers': [1, 2],
    'a row without a name': [{ ...row, name: undefined }],
    'a row with an infinite id':
      '[{"token_id":1e999,"name":"ci","hash":"0123abcde","created_at":"2025-04-18T14:02:45"}]',
    'a row without an id': [{ ...row, token_id: undefined }],
    'a row with a hash too short to tell tokens apart': [{ ...row, hash: '01234567' }],
    'a row with a hash that is not hexadecimal': [{ ...row, hash: 'ghijklmno' }],
    'a row with an invalid time': [{ ...row, created_at: 'yesterday' }],
    'a row with an invalid expiry': [{ ...row, expiry: 'soon' }],
  })) {
    it(`rejects ${what}`, async () => {
      await expectServerError(readList(body), { kind: 'unexpectedResponse', status: 200 });
    });
  }
});
