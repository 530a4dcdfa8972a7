import { parseArgs } from 'node:util';
import type { ReleaseName } from './release.ts';
import type { OpenRoute } from './server.ts';

/** What the command line asks for, before any file is read. */
export interface CliOptions {
  bind: Bind;
  release: ReleaseName;
  dataDir?: string;
  tlsFiles?: { cert: string; key: string };
  /** A directory: the certificate is made at the start, and its authority's written there as `ca.pem`. */
  tlsSelfMade?: string;
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

/** A command line that cannot be understood. */
export class UsageError extends Error {}

export const usage = `Usage: influxdb3 serve --object-store file --data-dir DIR [options]
       influxdb3 --version

As the real server's:
  --node-id ID                              taken, and ignored
  --object-store memory|file                memory forgets all tokens at the end
  --data-dir DIR                            where tokens are kept (with file)
  --http-bind [HOST]:PORT                   127.0.0.1:8181; a port of 0 is any free one
  --tls-cert FILE --tls-key FILE            serve HTTPS
  --without-auth
  --disable-authz ping,health,metrics
  --admin-token-recovery-http-bind [HOST]:PORT
  --admin-token-file FILE
  --disable-telemetry-upload                taken, and ignored

This one's own:
  --release 3.7|3.10                        which release to be like
  --tls-self-made DIR                       serve HTTPS with a certificate made now; DIR gets ca.pem
  --fault-control-bind [HOST]:PORT          a port on which tests order faults, move the clock, read the log
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

/** Reads a command line; `'help'` and `'version'` are asked for without a `serve`. */
export function parseCommandLine(args: string[]): CliOptions | 'help' | 'version' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  if (values.version) return 'version';
  if (positionals.length !== 1 || positionals[0] !== 'serve') throw new UsageError('the only command is: serve');

  const { release } = values;
  if (release !== '3.7' && release !== '3.10') throw new UsageError('--release is 3.7 or 3.10');
  const dataDir = dataDirOf(values['object-store'], values['data-dir']);
  const tlsFiles = tlsFilesOf(values['tls-cert'], values['tls-key']);
  if (tlsFiles !== undefined && values['tls-self-made'] !== undefined) {
    throw new UsageError('--tls-self-made takes the place of --tls-cert and --tls-key');
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
    ...(values['tls-self-made'] === undefined ? {} : { tlsSelfMade: values['tls-self-made'] }),
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
        'tls-self-made': text,
        'fault-control-bind': text,
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function dataDirOf(store: string, dataDir: string | undefined): string | undefined {
  if (store !== 'memory' && store !== 'file') throw new UsageError('--object-store is memory or file');
  if (store === 'file' && dataDir === undefined) throw new UsageError('--object-store file wants a --data-dir');
  return store === 'file' ? dataDir : undefined;
}

function tlsFilesOf(cert: string | undefined, key: string | undefined): CliOptions['tlsFiles'] {
  if ((cert === undefined) !== (key === undefined)) throw new UsageError('--tls-cert and --tls-key go together');
  return cert === undefined || key === undefined ? undefined : { cert, key };
}

function openRoutes(list: string): OpenRoute[] {
  return list
    .split(',')
    .filter((name) => name !== '')
    .map((name) => {
      if (name === 'ping' || name === 'health' || name === 'metrics') return name;
      throw new UsageError('--disable-authz takes ping, health and metrics');
    });
}

/** Without a host it is this machine alone, where the real server takes everyone: anybody may make tokens here. */
function bindOf(bind: string): Bind {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(bind) ?? [];
  if (port === '' || Number(port) > 65_535) throw new UsageError(`not an address to listen on: ${bind}`);
  return { host: host.replace(/^\[(.*)\]$/, '$1') || '127.0.0.1', port: Number(port) };
}
