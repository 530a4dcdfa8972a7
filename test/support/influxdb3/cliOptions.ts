import { parseArgs } from 'node:util';
import { environmentArguments } from './environment.ts';
import { defaultSwitches, productNames, switchValues, type EnterpriseSwitches, type ProductName } from './product.ts';
import { releaseNames, releases, type ReleaseName } from './release.ts';
import type { OpenRoute } from './server.ts';

export interface CliOptions {
  bind: Bind;
  release: ReleaseName;
  product: ProductName;
  switches: EnterpriseSwitches;
  userAuth: boolean;
  dataDir?: string;
  tlsFiles?: { cert: string; key: string };
  /** Directory that gets the `ca.pem` of the certificate generated at startup. */
  generatedTlsDir?: string;
  withoutAuth: boolean;
  disableAuthz: OpenRoute[];
  recoveryBind?: Bind;
  adminTokenFile?: string;
  permissionTokensFile?: string;
  faultControlBind?: Bind;
}

export interface Bind {
  host: string;
  port: number;
}

export class UsageError extends Error {}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

/** `help` and `version` need no `serve`. @throws UsageError */
export function parseCommandLine(args: string[], env: NodeJS.ProcessEnv = {}): CliOptions | 'help' | 'version' {
  const release = oneOf('--release', releaseNames, parse(args).values.release);
  const fromEnvironment = releases[release].readsEnvironment ? environmentArguments(env) : [];
  const { values, positionals } = parse([...fromEnvironment, ...args]);
  if (values.help) return 'help';
  if (values.version) return 'version';
  if (positionals.length !== 1 || positionals[0] !== 'serve') throw new UsageError('the only command is "serve"');

  const product = oneOf('--product', productNames, values.product);
  const permissionTokensFile = values['permission-tokens-file'];
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
    product,
    switches: switchesOf(values),
    userAuth: values['user-auth'],
    withoutAuth: values['without-auth'],
    disableAuthz: openRoutes(values['disable-authz']),
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(tlsFiles === undefined ? {} : { tlsFiles }),
    ...(values['tls-generated'] === undefined ? {} : { generatedTlsDir: values['tls-generated'] }),
    ...(recovery === undefined ? {} : { recoveryBind: bindOf(recovery) }),
    ...(values['admin-token-file'] === undefined ? {} : { adminTokenFile: values['admin-token-file'] }),
    ...(permissionTokensFile === undefined ? {} : { permissionTokensFile }),
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
        product: { ...text, default: 'core' },
        'permission-tokens-file': text,
        'cluster-id': text,
        'license-email': text,
        'license-type': text,
        mode: text,
        'permissions-column': { ...text, default: defaultSwitches.permissionsColumn },
        'permission-refusal': { ...text, default: String(defaultSwitches.permissionRefusal) },
        grants: { ...text, default: defaultSwitches.grants },
        'ping-without-permission': flag,
        'user-auth': flag,
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function switchesOf(values: ReturnType<typeof parse>['values']): EnterpriseSwitches {
  const { permissionsColumn, permissionRefusal, grants } = switchValues;
  return {
    permissionsColumn: oneOf('--permissions-column', permissionsColumn, values['permissions-column']),
    permissionRefusal: oneOf('--permission-refusal', permissionRefusal, Number(values['permission-refusal'])),
    grants: oneOf('--grants', grants, values.grants),
    pingNeedsPermission: !values['ping-without-permission'],
  };
}

function oneOf<Value>(option: string, allowed: readonly Value[], value: unknown): Value {
  const found = allowed.find((known) => known === value);
  if (found === undefined) throw new UsageError(`${option} must be ${allowed.join(' or ')}`);
  return found;
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
