import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pem } from './listener.ts';

export type Tls = Pem | 'generated';

export interface ResolvedTls {
  pem: Pem;
  authority?: { caPem: string; caFile: string };
  cleanUp(): void;
}

export async function resolveTls(tls: Tls | false | undefined): Promise<ResolvedTls | undefined> {
  if (tls === undefined || tls === false) return undefined;
  if (tls !== 'generated') return { pem: tls, cleanUp: () => undefined };

  // Load on demand: generating certificates needs a library larger than everything else.
  const { createAuthority } = await import('./certificates.ts');
  const authority = await createAuthority();
  const directory = mkdtempSync(join(tmpdir(), 'influxdb3-ca-'));
  const caFile = join(directory, 'ca.pem');
  writeFileSync(caFile, authority.caPem);
  return {
    pem: await authority.issue(),
    authority: { caPem: authority.caPem, caFile },
    cleanUp: () => rmSync(directory, { recursive: true, force: true }),
  };
}
