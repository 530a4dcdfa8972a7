import { brotliDecompressSync, constants, unzipSync } from 'node:zlib';

/**
 * A body as it was before it was compressed. Nobody asked for that, but a proxy may do it all the same, and in the body
 * may stand the only copy of a token's string: so it is read as far as it came.
 * @param limit of what comes out, in bytes; beyond it the body stays as it is
 */
export function withoutCoding(body: Buffer, coding: unknown, limit: number): Buffer {
  try {
    switch (typeof coding === 'string' ? coding.trim().toLowerCase() : '') {
      case 'gzip':
      case 'x-gzip':
      case 'deflate':
        return unzipSync(body, { maxOutputLength: limit, finishFlush: constants.Z_SYNC_FLUSH });
      case 'br':
        return brotliDecompressSync(body, { maxOutputLength: limit, finishFlush: constants.BROTLI_OPERATION_FLUSH });
      default:
        return body;
    }
  } catch {
    return body;
  }
}
