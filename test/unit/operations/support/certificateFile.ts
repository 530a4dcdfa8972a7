import { writeCertificateFiles, type CertificateFiles } from '../../influxdb/helpers/certificateFiles.ts';
import { closeAfterTest } from '../../influxdb/helpers/closeAfterTest.ts';

/** A file with a certificate authority, removed after the test. */
export async function certificateFile(): Promise<Pick<CertificateFiles, 'caFile' | 'caPem'>> {
  const files = await writeCertificateFiles();
  closeAfterTest({
    close() {
      files.remove();
      return Promise.resolve();
    },
  });
  return files;
}
