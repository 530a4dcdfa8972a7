import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { findTokens } from '../../../../src/files/findTokens.ts';
import { findRipgrep } from '../../../../src/files/ripgrep.ts';
import type { SearchFolder, SearchOptions, SearchResult } from '../../../../src/files/search.ts';
import { installNpmHost } from '../../../host/npmHost.ts';

/** The ripgrep of the VS Code that comes from the npm registry, which is fetched where it is not there yet. */
export async function obtainRipgrep(): Promise<string> {
  const server = await installNpmHost(console.log);
  const ripgrep = await findRipgrep(dirname(dirname(server)));
  assert.ok(ripgrep, 'VS Code brings no ripgrep for this machine');
  return ripgrep;
}

/** One of the two ways, with what a test does not care about left out. */
export type Search = (
  folders: string | readonly SearchFolder[],
  options?: Partial<SearchOptions>,
) => Promise<SearchResult>;

/** Defines the same tests for a search with ripgrep and for one without it. */
export function inBothWays(tests: (search: Search) => void): void {
  let ripgrep: string | undefined;
  const searchWith = (): Search => async (folders, options) => await searchBy(ripgrep, folders, options);
  describe('with ripgrep', () => {
    before(async function () {
      this.timeout(600_000);
      ripgrep = await obtainRipgrep();
    });
    after(() => (ripgrep = undefined));
    tests(searchWith());
  });
  describe('without ripgrep', () => tests(searchWith()));
}

/** Searches with an executable, or without any. A path alone is a folder of the name `work`. */
export async function searchBy(
  ripgrep: string | undefined,
  folders: string | readonly SearchFolder[],
  options: Partial<SearchOptions> = {},
): Promise<SearchResult> {
  return await findTokens(typeof folders === 'string' ? [{ name: 'work', path: folders }] : folders, {
    ripgrep,
    isKnown: () => false,
    signal: new AbortController().signal,
    ...options,
  });
}
