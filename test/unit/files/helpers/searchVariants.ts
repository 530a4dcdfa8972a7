import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { findInFolders } from '../../../../src/files/search/findInFolders.ts';
import { findRipgrep } from '../../../../src/files/search/ripgrep.ts';
import type { SearchFolder, SearchOptions, SearchResult } from '../../../../src/files/search/searchTypes.ts';
import { installNpmHost } from '../../../support/host/npmHost.ts';

/** Returns the ripgrep of the VS Code from the npm registry, which is downloaded first if necessary. */
export async function installRipgrep(): Promise<string> {
  const server = await installNpmHost(console.log);
  const ripgrep = await findRipgrep(dirname(dirname(server)));
  assert.ok(ripgrep, 'VS Code has no ripgrep for this platform');
  return ripgrep;
}

export type Search = (
  folders: string | readonly SearchFolder[],
  options?: Partial<SearchOptions>,
) => Promise<SearchResult>;

export function withAndWithoutRipgrep(tests: (search: Search) => void): void {
  let ripgrep: string | undefined;
  const createSearch = (): Search => async (folders, options) => await searchUsing(ripgrep, folders, options);
  describe('with ripgrep', () => {
    before(async function () {
      this.timeout(600_000);
      ripgrep = await installRipgrep();
    });
    after(() => (ripgrep = undefined));
    tests(createSearch());
  });
  describe('without ripgrep', () => tests(createSearch()));
}

export async function searchUsing(
  ripgrep: string | undefined,
  folders: string | readonly SearchFolder[],
  options: Partial<SearchOptions> = {},
): Promise<SearchResult> {
  return await findInFolders(typeof folders === 'string' ? [{ name: 'work', path: folders }] : folders, {
    ripgrep,
    isKnown: () => false,
    signal: new AbortController().signal,
    ...options,
  });
}
