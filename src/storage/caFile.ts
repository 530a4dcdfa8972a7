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
        'The file "{0}" holds no certificate in PEM form ("-----BEGIN CERTIFICATE-----"). Name another "caFile".',
        path,
      ),
    );
  }
  for (const block of blocks) {
    try {
      new X509Certificate(block);
    } catch (error) {
      throw new UserError(l10n.t('A certificate in "{0}" is damaged. Name another "caFile".', path), { cause: error });
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
      throw new UserError(l10n.t('"{0}" is no file of certificates. Name another "caFile".', path));
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    throw error instanceof UserError
      ? error
      : new UserError(l10n.t('The file of certificates cannot be read: {0}', toError(error).message), { cause: error });
  }
}
