import { benchRequests } from './requests.ts';
import { benchSearch } from './search.ts';

/**
 * Runs all benches, one after another, or those that are named (`requests`, `search`). Exits with 1 when one of them
 * does not keep what is promised.
 */
const benches = { search: benchSearch, requests: benchRequests };
const named = process.argv.slice(2);
const kept: boolean[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (named.length === 0 || named.includes(name)) {
    kept.push(await bench());
  }
}
process.exitCode = kept.every(Boolean) ? 0 : 1;
