import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { TokenServerOptions } from '../../../../support/influxdb3/server.ts';
import { EnterpriseServer } from '../helpers/enterprise.ts';
import { sendRequest, type Reply } from '../helpers/sendRequest.ts';

/** Collected from InfluxData's sources and documentation, and from what others recorded. Nothing was seen here. */
interface Sample {
  name: string;
  product: 'core' | 'enterprise';
  request: { method: string; path: string; body: unknown };
  response: { status: number; body: unknown; headers?: Record<string, string> };
}

const file = new URL('../../../../support/influxdb3/samples/enterprise.json', import.meta.url);
const samples = JSON.parse(readFileSync(file, 'utf8')) as Sample[];

interface Setup {
  options?: TokenServerOptions;
  /** Resource tokens by name, created first. The sample's sender is the last one if `isSender`. */
  tokens?: Record<string, string[]>;
  isSender?: boolean;
  isAnonymous?: boolean;
  /** Fills in what the sample's body leaves out. */
  prepare?(enterprise: EnterpriseServer, sample: Sample): void;
}

const reader = { reader: ['db:metrics:read,write'] };
const users: TokenServerOptions = { userAuth: true };

/** What has to be true before a request. Without an entry, the operator sends it to a server with four databases. */
const setups: Record<string, Setup> = {
  'enterprise create, name taken': { tokens: reader },
  'enterprise create with a resource token as bearer': { tokens: reader, isSender: true },
  'enterprise create without a bearer': { isAnonymous: true },
  'core without auth, POST on the delete path': { options: { withoutAuth: true }, isAnonymous: true },
  'enterprise list, account A (bare text)': {
    tokens: { ...reader, all: ['db:*:read'], probe: ['system:health,ping:read'] },
  },
  'enterprise list, account B (string holding a JSON array)': {
    options: { switches: { permissionsColumn: 'json' } },
    tokens: { my_token: ['db:gf_ha:read', 'db:gf_ha:write'] },
  },
  'delete resource token': { tokens: reader },
  'enterprise ping 3.8.4 (no product_name)': { options: { release: '3.7' } },
  'enterprise ping 3.9 and later': { options: { release: '3.11' } },
  'enterprise ping with a resource token lacking system:ping:read': { tokens: reader, isSender: true },
  'probe retention_period on enterprise, token without rights': { tokens: reader, isSender: true },
  'user login (preview)': { options: users, isAnonymous: true, prepare: setPassword },
  'user login refresh (preview)': { options: users, isAnonymous: true, prepare: signIn },
  'user login, bad password': { options: users, isAnonymous: true },
  'user login, feature off': { isAnonymous: true },
};

describe('collected samples of Enterprise', () => {
  for (const sample of samples) {
    it(`match: ${sample.name}`, async () => {
      const setup = setups[sample.name] ?? {};
      await compareWithSample(setup, sample);
    });
  }

  it('also match with 400 for permissions that the catalog refuses', async () => {
    const refused = samples.filter(({ name }) => name.startsWith('enterprise create refused'));
    assert.equal(refused.length, 7);
    for (const sample of refused) {
      const response = { ...sample.response, status: 400 };
      await compareWithSample({ options: { switches: { permissionRefusal: 400 } } }, { ...sample, response });
    }
  });

  it('are all known, and each setup belongs to one', () => {
    assert.equal(samples.length, 35);
    const names = samples.map(({ name }) => name);
    assert.deepEqual(
      Object.keys(setups).filter((name) => !names.includes(name)),
      [],
    );
  });
});

async function compareWithSample(setup: Setup, sample: Sample): Promise<void> {
  const options = { product: sample.product, ...setup.options };
  const databases = ['metrics', 'a', 'b', 'gf_ha'];
  const enterprise =
    setup.options?.withoutAuth === true
      ? await EnterpriseServer.startWithoutAuth(options)
      : await EnterpriseServer.start(options, databases);
  try {
    let sender = enterprise.operator;
    for (const [name, permissions] of Object.entries(setup.tokens ?? {})) {
      const token = await enterprise.token(name, permissions);
      if (setup.isSender === true) sender = token;
    }
    const prepared = structuredClone(sample);
    setup.prepare?.(enterprise, prepared);
    compare(sample, await send(enterprise, prepared, setup.isAnonymous === true ? undefined : sender));
  } finally {
    await enterprise.close();
  }
}

function send({ server }: EnterpriseServer, { request }: Sample, sender: string | undefined): Promise<Reply> {
  const { method, path, body } = request;
  const authorization = sender === undefined ? {} : { authorization: `Bearer ${sender}` };
  return sendRequest(server.url, path, {
    method,
    headers: { ...authorization, ...(body === null ? {} : { 'content-type': 'application/json' }) },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
}

function compare({ response }: Sample, reply: Reply): void {
  assert.equal(reply.status, response.status, reply.body);
  for (const [name, value] of Object.entries(response.headers ?? {})) {
    const actual = reply.headers[name.toLowerCase()];
    assert.equal(maskVersion(String(actual)), maskVersion(value));
  }
  if (typeof response.body === 'string') assert.equal(maskPosition(reply.body), maskPosition(response.body));
  else assert.deepEqual(maskMadeUp(JSON.parse(reply.body)), maskMadeUp(response.body));
}

const madeUp = /^(?:id|token|hash|token_id|revision|process_id|version|userId|refreshToken|expiresAt|created_at)$/;

/** Masks the values that the samples made up. What remains is names, permissions, and which members there are. */
function maskMadeUp(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskMadeUp);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => {
    const isMasked = madeUp.test(key) || (key === 'expiry' && member !== null);
    return [key, isMasked ? '…' : maskMadeUp(member)];
  });
  return Object.fromEntries(entries);
}

/** The samples' line and column depend on a layout of the body that wasn't recorded. */
function maskPosition(text: string): string {
  return text.replace(/ at line \d+ column \d+$/, ' at line … column …');
}

function maskVersion(text: string): string {
  return text.replace(/^3\.\d+\.\d+(?:-nightly)?$/, '3.…');
}

function setPassword(_: EnterpriseServer, sample: Sample): void {
  sample.request.body = { username: 'admin', password: 'password' };
}

function signIn(enterprise: EnterpriseServer, sample: Sample): void {
  const session = enterprise.server.users?.signIn('admin', 'password');
  sample.request.body = { refreshToken: session?.refreshToken };
}
