import { createHash, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { toError, UserError } from '../core/userError.ts';

const longest = 1024 * 1024;
/** To its end, or as far as one that was cut off goes: it must not be skipped, nor take the next with it. */
const certificate =
  /-----BEGIN (?:TRUSTED )?CERTIFICATE-----(?:(?!-----BEGIN )[\s\S])*?(?:-----END (?:TRUSTED )?CERTIFICATE-----|(?=-----BEGIN )|$)/g;

/** The certificate authorities in a PEM file. */
export interface CaFile {
  readonly pem: string;
  /** SHA-256 of the certificates, in hex: what an approval of this file stands for. */
  readonly sha256: string;
}

/**
 * Reads a PEM file with one certificate or several.
 * @throws UserError that says what is wrong with the file
 */
export async function readCaFile(path: string): Promise<CaFile> {
  const blocks = (await textOf(path)).match(certificate) ?? [];
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

async function textOf(path: string): Promise<string> {
  try {
    const stats = await stat(path);
    // Opening a pipe would wait for whoever writes to it.
    if (!stats.isFile() || stats.size > longest) {
      throw new UserError(l10n.t('"{0}" isn\'t a certificate file. Set "caFile" to a different file.', path));
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    throw error instanceof UserError
      ? error
      : new UserError(l10n.t("Couldn't read the certificate file: {0}", toError(error).message), { cause: error });
  }
}
