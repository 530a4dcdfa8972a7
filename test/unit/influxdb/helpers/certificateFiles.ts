import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from '../../../support/influxdb3/certificates.ts';

export interface CertificateFiles {
  certFile: string;
  keyFile: string;
  caFile: string;
  caPem: string;
  remove(): void;
}

export async function writeCertificateFiles(): Promise<CertificateFiles> {
  const directory = mkdtempSync(join(tmpdir(), 'influxdb3-tls-'));
  const authority = await createAuthority();
  const { cert, key } = await authority.issue();
  const write = (name: string, content: string): string => {
    const path = join(directory, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  return {
    certFile: write('cert.pem', cert),
    keyFile: write('key.pem', key),
    caFile: write('ca.pem', authority.caPem),
    caPem: authority.caPem,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
