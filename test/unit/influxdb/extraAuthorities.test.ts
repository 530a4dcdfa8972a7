import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { makeAuthority } from '../../influxdb3/certificates.ts';
import { tokenServer } from './helpers/tokenServer.ts';

/** Probes a server in a process whose Node was told of an authority from outside, with another one in `caFile`. */
const program = `
  const { probe } = await import(${JSON.stringify(new URL('../../../src/influxdb/probe.ts', import.meta.url).href)});
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const ca = process.env.OWN_CA === '' ? undefined : process.env.OWN_CA;
  await probe({ url: process.env.SERVER_URL, ca, verifyCertificate: true, timeout: 5000, logger });
  console.log('reached');
`;

describe('An authority that this machine was told of outside of the settings', () => {
  for (const [what, ownCa] of [
    ['is known', () => Promise.resolve('')],
    ['is still known with a file of authorities beside it', async () => (await makeAuthority('Own')).caPem],
  ] as const) {
    it(what, async () => {
      const server = await tokenServer({ tls: 'self-made' });
      const env = { ...process.env, NODE_EXTRA_CA_CERTS: server.caFile, SERVER_URL: server.url, OWN_CA: await ownCa() };
      const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { env });
      assert.equal((await run).stdout, 'reached\n');
    });
  }
});
