import { benchCreate } from './create.ts';
import { benchRequests } from './requests.ts';
import { benchSearch } from './search.ts';

/** `npm run bench -- [names]`: runs `search`, `requests`, and `create`, or only those named. Exits with 1 if one is too slow. */
const benchmarks = { search: benchSearch, requests: benchRequests, create: benchCreate };
const names = process.argv.slice(2);
const passed: boolean[] = [];
for (const [name, run] of Object.entries(benchmarks)) {
  if (names.length === 0 || names.includes(name)) {
    passed.push(await run());
  }
}
process.exitCode = passed.every(Boolean) ? 0 : 1;
