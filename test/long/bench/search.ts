import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findInFolders } from '../../../src/files/search/findInFolders.ts';
import { findRipgrep, ripgrepArguments } from '../../../src/files/search/ripgrep.ts';
import { installNpmHost } from '../../support/host/npmHost.ts';
import { writeManyFiles } from './manyFiles.ts';
import { median, table } from './table.ts';

const rounds = 7;
/** The longest time that a search with ripgrep may take is this multiple of ripgrep's own time. */
const maxRatio = 1.5;

export async function benchSearch(): Promise<boolean> {
  const ripgrep = await findRipgrep(dirname(dirname(await installNpmHost(console.log))));
  if (ripgrep === undefined) {
    throw new Error('The editor has no ripgrep for this machine to compare with.');
  }
  const root = await mkdtemp(join(tmpdir(), 'bench-search-'));
  try {
    const filesWithToken = await writeManyFiles(root);
    const searches = {
      'rg itself': () => runRipgrep(ripgrep, ripgrepArguments([root])),
      'with ripgrep': () => search(root, ripgrep),
      'without ripgrep': () => search(root, undefined),
      'rg with one word': () => runRipgrep(ripgrep, [...withoutPatterns(ripgrepArguments([])), 'apiv3_', root]),
    };
    const times = await measure(Object.values(searches), filesWithToken);
    const medians = times.map(median);
    const [ripgrepTime = Number.NaN, searchTime = Number.NaN] = medians;
    const rows = Object.keys(searches).map((name, index) => {
      const time = medians[index] ?? Number.NaN;
      const [shortest, longest] = [Math.min(...(times[index] ?? [])), Math.max(...(times[index] ?? []))];
      return [name, time.toFixed(0), `${shortest.toFixed(0)}–${longest.toFixed(0)}`, (time / ripgrepTime).toFixed(2)];
    });
    console.log(`Searching 100,000 files, ${filesWithToken} of them with a token, median of ${rounds} rounds`);
    console.log(table([['', 'ms', 'range', 'ratio'], ...rows]));
    return searchTime / ripgrepTime <= maxRatio;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Alternates between all searches, so that other load affects all equally. The first round warms the cache. */
async function measure(searches: readonly (() => Promise<number>)[], expected: number): Promise<number[][]> {
  const times: number[][] = searches.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, run] of searches.entries()) {
      const started = performance.now();
      const found = await run();
      const took = performance.now() - started;
      if (found !== expected) {
        throw new Error(`Found ${found} files instead of ${expected}, so the times can't be compared.`);
      }
      if (round > 0) {
        times[index]?.push(took);
      }
    }
  }
  return times;
}

function withoutPatterns(options: readonly string[]): string[] {
  return options.slice(0, options.indexOf('-e'));
}

async function runRipgrep(ripgrep: string, options: readonly string[]): Promise<number> {
  const child = spawn(ripgrep, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  let found = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (found += text.split('\0').length - 1));
  await once(child, 'close');
  return found;
}

async function search(root: string, ripgrep: string | undefined): Promise<number> {
  const { signal } = new AbortController();
  const { files } = await findInFolders([{ name: 'bench', path: root }], { ripgrep, isKnown: () => false, signal });
  return files.length;
}
