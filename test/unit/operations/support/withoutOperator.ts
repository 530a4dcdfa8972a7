import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Token } from '../../../../src/core/token/token.ts';
import type { TokenServerOptions } from '../../../support/influxdb3/server.ts';
import { closeAfterTest } from '../../influxdb/helpers/closeAfterTest.ts';

/** Options of a server that starts with a token of this name, and so has a token but no operator token. */
export async function withoutOperator(name: string, token: Token): Promise<TokenServerOptions> {
  const folder = await mkdtemp(join(tmpdir(), 'admin-token-'));
  closeAfterTest({ close: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) });
  const adminTokenFile = join(folder, 'token.json');
  await writeFile(adminTokenFile, JSON.stringify({ name, token: token.reveal() }));
  return { adminTokenFile };
}
