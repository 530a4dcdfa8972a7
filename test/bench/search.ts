import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findTokens } from '../../src/files/findTokens.ts';
import { findRipgrep, ripgrepArguments } from '../../src/files/ripgrep.ts';
import { installNpmHost } from '../host/npmHost.ts';
import { writeManyFiles } from './manyFiles.ts';
import { median, table } from './table.ts';

const rounds = 7;
/** How many times as long as ripgrep itself a search with it may take. */
const promised = 1.5;

/** Compares a search for tokens with what ripgrep itself takes. @returns whether it is as fast as promised */
export async function benchSearch(): Promise<boolean> {
  const ripgrep = await findRipgrep(dirname(dirname(await installNpmHost(console.log))));
  if (ripgrep === undefined) {
    throw new Error('The editor has no ripgrep for this machine, so there is nothing to compare with.');
  }
  const root = await mkdtemp(join(tmpdir(), 'bench-search-'));
  try {
    const withToken = await writeManyFiles(root);
    const ways = {
      'rg itself': () => runRipgrep(ripgrep, root),
      'with ripgrep': () => search(root, ripgrep),
      'own walk': () => search(root, undefined),
    };
    const times = await measure(Object.values(ways), withToken);
    const medians = times.map(median);
    const [alone = Number.NaN, together = Number.NaN] = medians;
    const rows = Object.keys(ways).map((way, index) => {
      const time = medians[index] ?? Number.NaN;
      const [least, most] = [Math.min(...(times[index] ?? [])), Math.max(...(times[index] ?? []))];
      return [way, time.toFixed(0), `${least.toFixed(0)}–${most.toFixed(0)}`, (time / alone).toFixed(2)];
    });
    console.log(`Searching 100,000 files, ${withToken} of them with a token; median of ${rounds} rounds`);
    console.log(table([['', 'ms', 'from–to', '× rg'], ...rows]));
    return together / alone <= promised;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Times all ways in turn, so that what else the machine does falls on all of them. The first round warms the cache. */
async function measure(ways: readonly (() => Promise<number>)[], expected: number): Promise<number[][]> {
  const times: number[][] = ways.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, way] of ways.entries()) {
      const started = performance.now();
      const found = await way();
      const took = performance.now() - started;
      if (found !== expected) {
        throw new Error(`${found} files were found, not ${expected}: the times cannot be compared.`);
      }
      if (round > 0) {
        times[index]?.push(took);
      }
    }
  }
  return times;
}

async function runRipgrep(ripgrep: string, root: string): Promise<number> {
  const child = spawn(ripgrep, ripgrepArguments([root]), { stdio: ['ignore', 'pipe', 'inherit'] });
  let found = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (found += text.split('\0').length - 1));
  await once(child, 'close');
  return found;
}

async function search(root: string, ripgrep: string | undefined): Promise<number> {
  const { signal } = new AbortController();
  const { files } = await findTokens([{ name: 'bench', path: root }], { ripgrep, isKnown: () => false, signal });
  return files.length;
}
