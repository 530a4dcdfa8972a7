import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { makeAuthority } from '../../influxdb3/certificates.ts';
import { tokenServer } from './helpers/tokenServer.ts';

/** Probes a server in a process whose Node was told of an authority from outside, with another one in `caFile`. */
const program = `
  const { probe } = await import(${JSON.stringify(new URL('../../../src/influxdb/probe.ts', import.meta.url).href)});
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const terms = { verifyCertificate: true, systemAuthorities: process.env.SYSTEM !== 'no', timeout: 5000, logger };
  await probe({ url: process.env.SERVER_URL, ca: process.env.OWN_CA, ...terms });
  console.log('reached');
`;

describe('A file of authorities', () => {
  it('is trusted besides those that this machine was told of outside of the settings', async () => {
    const { url, caFile } = await tokenServer({ tls: 'self-made' });
    const { caPem } = await makeAuthority('Own');
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: caFile, SERVER_URL: url, OWN_CA: caPem };
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { env });
    assert.equal((await run).stdout, 'reached\n');
  });
});
