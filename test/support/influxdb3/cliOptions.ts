import { parseArgs } from 'node:util';
import type { ReleaseName } from './release.ts';
import type { OpenRoute } from './server.ts';

export interface CliOptions {
  bind: Bind;
  release: ReleaseName;
  dataDir?: string;
  tlsFiles?: { cert: string; key: string };
  /** Directory that gets the `ca.pem` of the certificate generated at startup. */
  generatedTlsDir?: string;
  withoutAuth: boolean;
  disableAuthz: OpenRoute[];
  recoveryBind?: Bind;
  adminTokenFile?: string;
  faultControlBind?: Bind;
}

export interface Bind {
  host: string;
  port: number;
}

export class UsageError extends Error {}

export const usage = `Usage: influxdb3 serve --object-store file --data-dir DIR [options]
       influxdb3 --version

Options of the real server:
  --node-id ID                              accepted and ignored
  --object-store memory|file                memory loses all tokens on exit
  --data-dir DIR                            where tokens are stored (with file)
  --http-bind [HOST]:PORT                   default 127.0.0.1:8181; port 0 selects a free port
  --tls-cert FILE --tls-key FILE            serve HTTPS
  --without-auth
  --disable-authz ping,health,metrics
  --admin-token-recovery-http-bind [HOST]:PORT
  --admin-token-file FILE
  --disable-telemetry-upload                accepted and ignored

Options of this server only:
  --release 3.7|3.10                        release to imitate
  --tls-generated DIR                       serve HTTPS with a generated certificate; its ca.pem is written to DIR
  --fault-control-bind [HOST]:PORT          port on which tests inject faults, set the clock, and read the log
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

/** `help` and `version` need no `serve`. @throws UsageError */
export function parseCommandLine(args: string[]): CliOptions | 'help' | 'version' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  if (values.version) return 'version';
  if (positionals.length !== 1 || positionals[0] !== 'serve') throw new UsageError('the only command is "serve"');

  const { release } = values;
  if (release !== '3.7' && release !== '3.10') throw new UsageError('--release must be 3.7 or 3.10');
  const dataDir = dataDirOf(values['object-store'], values['data-dir']);
  const tlsFiles = tlsFilesOf(values['tls-cert'], values['tls-key']);
  if (tlsFiles !== undefined && values['tls-generated'] !== undefined) {
    throw new UsageError('--tls-generated replaces --tls-cert and --tls-key');
  }
  const recovery = values['admin-token-recovery-http-bind'];
  const control = values['fault-control-bind'];
  return {
    bind: bindOf(values['http-bind']),
    release,
    withoutAuth: values['without-auth'],
    disableAuthz: openRoutes(values['disable-authz']),
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(tlsFiles === undefined ? {} : { tlsFiles }),
    ...(values['tls-generated'] === undefined ? {} : { generatedTlsDir: values['tls-generated'] }),
    ...(recovery === undefined ? {} : { recoveryBind: bindOf(recovery) }),
    ...(values['admin-token-file'] === undefined ? {} : { adminTokenFile: values['admin-token-file'] }),
    ...(control === undefined ? {} : { faultControlBind: bindOf(control) }),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { ...flag, short: 'h' },
        version: { ...flag, short: 'V' },
        'node-id': text,
        'object-store': { ...text, default: 'memory' },
        'data-dir': text,
        'http-bind': { ...text, default: '127.0.0.1:8181' },
        'tls-cert': text,
        'tls-key': text,
        'without-auth': flag,
        'disable-authz': { ...text, default: '' },
        'admin-token-recovery-http-bind': text,
        'admin-token-file': text,
        'disable-telemetry-upload': flag,
        release: { ...text, default: '3.10' },
        'tls-generated': text,
        'fault-control-bind': text,
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function dataDirOf(store: string, dataDir: string | undefined): string | undefined {
  if (store !== 'memory' && store !== 'file') throw new UsageError('--object-store must be memory or file');
  if (store === 'file' && dataDir === undefined) throw new UsageError('--object-store file requires --data-dir');
  return store === 'file' ? dataDir : undefined;
}

function tlsFilesOf(cert: string | undefined, key: string | undefined): CliOptions['tlsFiles'] {
  if ((cert === undefined) !== (key === undefined))
    throw new UsageError('--tls-cert and --tls-key must be used together');
  return cert === undefined || key === undefined ? undefined : { cert, key };
}

function openRoutes(list: string): OpenRoute[] {
  return list
    .split(',')
    .filter((name) => name !== '')
    .map((name) => {
      if (name === 'ping' || name === 'health' || name === 'metrics') return name;
      throw new UsageError('--disable-authz accepts ping, health, and metrics');
    });
}

/** Without a host, binds to loopback, because anyone can create tokens here. The real server binds to all interfaces. */
function bindOf(bind: string): Bind {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(bind) ?? [];
  if (port === '' || Number(port) > 65_535) throw new UsageError(`invalid address: ${bind}`);
  return { host: host.replace(/^\[(.*)\]$/, '$1') || '127.0.0.1', port: Number(port) };
}
