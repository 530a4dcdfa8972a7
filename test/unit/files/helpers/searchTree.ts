import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SearchResult } from '../../../../src/files/search/searchTypes.ts';

export interface Tree {
  readonly path: string;
  write(file: string, content: string | Buffer): string;
  createFolder(name: string): string;
  remove(): void;
}

export function createTree(): Tree {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'search-')));
  return {
    path,
    write: (file, content) => {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), content);
      return join(path, file);
    },
    createFolder: (name) => {
      mkdirSync(join(path, name), { recursive: true });
      return join(path, name);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

export const randomTokenString = (): string => `apiv3_${randomBytes(64).toString('base64url')}`;

export const namesOf = ({ files }: SearchResult): string[] => files.map(({ file }) => file);

/** Returns everything that was found, without token strings, to compare two searches. */
export function summary({ files, unsearched }: SearchResult): unknown {
  return {
    files: files.map((file) => ({
      ...file,
      occurrences: file.occurrences.map((occurrence) => ({ ...occurrence, token: occurrence.token.hash })),
    })),
    unsearched,
  };
}

export const utf16le = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
export const utf16be = (text: string): Buffer => utf16le(text).swap16();
