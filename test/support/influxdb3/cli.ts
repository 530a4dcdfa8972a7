import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCommandLine, UsageError, type CliOptions } from './cliOptions.ts';
import { usage } from './cliUsage.ts';
import { startControl, type ControlPort } from './control.ts';
import { releases } from './release.ts';
import { startTokenServer, type TokenServer, type TokenServerOptions } from './server.ts';

const product = 'token server for tests';

await main(process.argv.slice(2));

async function main(args: string[]): Promise<void> {
  try {
    const options = parseCommandLine(args, process.env);
    if (options === 'help') process.stdout.write(usage);
    else if (options === 'version') process.stdout.write(`influxdb3 ${releases['3.10'].version} (${product})\n`);
    else await run(options);
  } catch (error) {
    process.stderr.write(`error: ${(error as Error).message}\n`);
    if (error instanceof UsageError) process.stderr.write(`\n${usage}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

async function run(options: CliOptions): Promise<void> {
  const server = await startTokenServer(serverOptions(options));
  const control = await startControlIfRequested(server, options).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void shutDown(server, control));
  process.stdout.write(`influxdb3 ${server.version} (${product}) listens on ${server.url}\n`);
  if (server.recoveryUrl !== undefined) process.stdout.write(`recovery on ${server.recoveryUrl}\n`);
  if (control !== undefined) process.stdout.write(`control on ${control.url}\n`);
}

async function startControlIfRequested(server: TokenServer, options: CliOptions): Promise<ControlPort | undefined> {
  if (options.generatedTlsDir !== undefined) writeAuthority(options.generatedTlsDir, server);
  return options.faultControlBind && startControl(server, options.faultControlBind);
}

async function shutDown(server: TokenServer, control: ControlPort | undefined): Promise<void> {
  await Promise.all([server.close(), control?.close()]);
}

function serverOptions(options: CliOptions): TokenServerOptions {
  const { bind, release, product, switches, userAuth, withoutAuth, disableAuthz } = options;
  const { dataDir, recoveryBind, adminTokenFile, permissionTokensFile } = options;
  const tls = tlsOf(options);
  return {
    ...bind,
    release,
    product,
    switches,
    userAuth,
    withoutAuth,
    disableAuthz,
    ...(tls === undefined ? {} : { tls }),
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(recoveryBind === undefined ? {} : { recovery: recoveryBind }),
    ...(adminTokenFile === undefined ? {} : { adminTokenFile }),
    ...(permissionTokensFile === undefined ? {} : { permissionTokensFile }),
  };
}

function tlsOf({ tlsFiles, generatedTlsDir: tlsSelfMade }: CliOptions): TokenServerOptions['tls'] {
  if (tlsSelfMade !== undefined) return 'generated';
  return tlsFiles && { cert: readFileSync(tlsFiles.cert, 'utf8'), key: readFileSync(tlsFiles.key, 'utf8') };
}

function writeAuthority(directory: string, { caPem = '' }: TokenServer): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'ca.pem'), caPem);
}
