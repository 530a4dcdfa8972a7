import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { summary } from './searchTree.ts';
import { searchUsing } from './searchVariants.ts';

const nobodyId = 65_534;

export interface SearchSummary {
  readonly files: { readonly file: string; readonly barrier?: string }[];
  readonly unsearched: string[];
}

/** Searches in an unprivileged process, because root ignores file modes. */
export async function searchAsNobody(folder: string, ripgrep: string | undefined): Promise<SearchSummary> {
  const self = fileURLToPath(import.meta.url);
  const { stdout } = await promisify(execFile)(process.execPath, [self, folder, ...(ripgrep ? [ripgrep] : [])]);
  return JSON.parse(stdout) as SearchSummary;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , folder = '', ripgrep] = process.argv;
  if (process.getuid?.() === 0) {
    process.setgroups?.([]);
    process.setgid?.(nobodyId);
    process.setuid?.(nobodyId);
  }
  process.stdout.write(JSON.stringify(summary(await searchUsing(ripgrep, folder))));
}
