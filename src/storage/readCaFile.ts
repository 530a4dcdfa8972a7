import { createHash, X509Certificate } from 'node:crypto';
import { errorText } from '../core/errorText.ts';
import { constants, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import * as l10n from '../core/l10n.ts';
import { UserError } from '../core/errors.ts';

const maxSize = 1024 * 1024;
/** A truncated certificate also matches, up to the next block: it must be reported, not skipped. */
const certificatePattern =
  /-----BEGIN (?:TRUSTED )?CERTIFICATE-----(?:(?!-----BEGIN )[\s\S])*?(?:-----END (?:TRUSTED )?CERTIFICATE-----|(?=-----BEGIN )|$)/g;

interface CaFile {
  readonly pem: string;
  /** SHA-256 of the certificates, in hex. An approval of the file is stored as this hash. */
  readonly sha256: string;
}

/** Ignores everything else in the file. @throws UserError if it's unreadable, or has no certificate or a corrupt one */
export async function readCaFile(path: string): Promise<CaFile> {
  const blocks = (await readText(path)).match(certificatePattern) ?? [];
  if (blocks.length === 0) {
    throw new UserError(
      l10n.t(
        'The file "{0}" contains no PEM certificate ("-----BEGIN CERTIFICATE-----"). Set "caFile" to a different file.',
        path,
      ),
    );
  }
  for (const block of blocks) {
    try {
      new X509Certificate(block);
    } catch (error) {
      throw new UserError(l10n.t('A certificate in "{0}" is corrupt. Set "caFile" to a different file.', path), {
        cause: error,
      });
    }
  }
  const pem = blocks.join('\n');
  return { pem, sha256: createHash('sha256').update(pem).digest('hex') };
}

async function readText(path: string): Promise<string> {
  try {
    ensureCertificateFile(path, await stat(path));
    // Something else may have the path by now, and opening a pipe without this flag would wait for a writer.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      ensureCertificateFile(path, stats);
      const { size } = stats;
      // A virtual file has no size, and reading one may never end.
      const { bytesRead, buffer } = await file.read(Buffer.alloc(size), 0, size, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof UserError
      ? error
      : new UserError(l10n.t("Couldn't read the certificate authority file: {0}", l10n.own(errorText(error))), {
          cause: error,
        });
  }
}

function ensureCertificateFile(path: string, stats: Stats): void {
  if (!stats.isFile() || stats.size > maxSize) {
    throw new UserError(
      l10n.t(
        '"{0}" isn\'t a regular file, or it\'s too large for a certificate authority file. Set "caFile" to a different file.',
        path,
      ),
    );
  }
}
