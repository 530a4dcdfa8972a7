import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findInfluxdb3, startInfluxdb3 } from '../../support/influxdb3/influxdb3Process.ts';
import type { ReleaseName } from '../../support/influxdb3/release.ts';
import { startTokenServer } from '../../support/influxdb3/server.ts';
import { versionNumber } from '../../support/influxdb3/versionNumber.ts';
import { writeCertificateFiles } from './helpers/certificateFiles.ts';
import { freePort } from '../../support/influxdb3/freePort.ts';

export interface StartOptions {
  tls?: boolean;
  withoutAuth?: boolean;
  openPing?: boolean;
  recovery?: boolean;
}

/** A new server without tokens. */
export interface RunningServer {
  url: string;
  caPem?: string;
  recoveryUrl?: string;
  version: string;
  /** True for 3.7 and later, but not for its nightly builds. */
  hasClusterUuid: boolean;
  stop(): Promise<void>;
}

export interface ServerUnderTest {
  name: string;
  start(options?: StartOptions): Promise<RunningServer>;
}

/** Replaces a missing `influxdb3` executable: the token server in its own process. */
const tokenServerProgram = fileURLToPath(new URL('../../support/influxdb3/bin/influxdb3', import.meta.url));
const executable = findInfluxdb3();

export const serversUnderTest: readonly ServerUnderTest[] = [
  inProcess('3.11'),
  inProcess('3.10'),
  inProcess('3.7'),
  outOfProcess(
    executable ?? tokenServerProgram,
    executable === undefined ? 'influxdb3 (stand-in executable)' : 'influxdb3',
  ),
];

export function onEveryServer(what: string, describeOn: (server: ServerUnderTest) => void): void {
  for (const server of serversUnderTest) {
    describe(`${what} [${server.name}]`, function () {
      // A real server starts slowly.
      this.timeout(60_000);
      describeOn(server);
    });
  }
}

function inProcess(release: ReleaseName): ServerUnderTest {
  const name = `token server ${release}`;
  return {
    name,
    async start(options = {}) {
      const server = await startTokenServer({
        release,
        tls: options.tls === true ? 'generated' : false,
        withoutAuth: options.withoutAuth ?? false,
        disableAuthz: options.openPing === true ? ['ping'] : [],
        ...(options.recovery === true ? { recovery: {} } : {}),
      });
      recordTestedServer(name, server.version);
      const { url, caPem, recoveryUrl, version } = server;
      return {
        url,
        version,
        ...(caPem === undefined ? {} : { caPem }),
        ...(recoveryUrl === undefined ? {} : { recoveryUrl }),
        hasClusterUuid: hasClusterUuid(version),
        stop: () => server.close(),
      };
    },
  };
}

function outOfProcess(binary: string, name: string): ServerUnderTest {
  return {
    name,
    async start(options = {}) {
      const files = options.tls === true ? await writeCertificateFiles() : undefined;
      const recovery = options.recovery === true ? `127.0.0.1:${await freePort()}` : undefined;
      const args = [
        ...(options.withoutAuth === true ? ['--without-auth'] : []),
        ...(options.openPing === true ? ['--disable-authz', 'ping'] : []),
        ...(recovery === undefined ? [] : ['--admin-token-recovery-http-bind', recovery]),
      ];
      const server = await startInfluxdb3(binary, { args, ...(files === undefined ? {} : { tls: files }) });
      recordTestedServer(server.isTestServer ? 'influxdb3 (stand-in executable)' : name, server.version);
      const version = versionNumber(server.version);
      return {
        url: server.url,
        version,
        ...(files === undefined ? {} : { caPem: files.caPem }),
        ...(recovery === undefined ? {} : { recoveryUrl: `${options.tls === true ? 'https' : 'http'}://${recovery}` }),
        hasClusterUuid: hasClusterUuid(version),
        async stop() {
          await server.stop();
          files?.remove();
        },
      };
    },
  };
}

function hasClusterUuid(version: string): boolean {
  const [, minor = '0'] = version.split('.');
  return Number(minor) >= (version.includes('nightly') ? 8 : 7);
}

const recordedNames = new Set<string>();

function recordTestedServer(name: string, version: string): void {
  const file = process.env['SERVERS_TESTED_FILE'];
  if (file !== undefined && file !== '' && !recordedNames.has(name)) {
    recordedNames.add(name);
    appendFileSync(file, `${JSON.stringify({ name, version })}\n`);
  }
}
