import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { canaryFolder, recordedFolder } from './canaryFolder.ts';
import type { Evidence } from './findings.ts';

/** Records everything that a caller can reach from a value, in runs that search for tokens. */
export function recordOutcome(surface: string, place: string, value: unknown): void {
  recordEvidence(surface, place, () => [...reachableTexts(value)].join('\n'));
}

/** One file a process, which only the search reads. */
export function recordEvidence(surface: string, place: string, content: () => string): void {
  const folder = canaryFolder();
  if (folder === undefined) return;
  const recorded = recordedFolder(folder);
  mkdirSync(recorded, { recursive: true, mode: 0o700 });
  const line = JSON.stringify({ surface, place, content: content() });
  appendFileSync(join(recorded, `${process.pid}.jsonl`), `${line}\n`, { mode: 0o600 });
}

/** What all processes of a run recorded. */
export function* recordedEvidence(folder: string): Generator<Evidence> {
  let names: string[] = [];
  try {
    names = readdirSync(recordedFolder(folder));
  } catch {
    // Nothing was recorded.
  }
  for (const name of names) {
    for (const line of readFileSync(join(recordedFolder(folder), name), 'utf8').split('\n')) {
      if (line !== '') yield JSON.parse(line) as Evidence;
    }
  }
}

function* reachableTexts(value: unknown, seen = new Set<unknown>()): Generator<string> {
  yield typeof value === 'string' ? value : inspect(value, { depth: 0, maxStringLength: null });
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
  seen.add(value);
  if (value instanceof Map || value instanceof Set) {
    for (const one of value) yield* reachableTexts(one, seen);
  }
  if (ArrayBuffer.isView(value)) {
    yield Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
    return;
  }
  yield jsonOf(value);
  for (const holder of [value, Object.getPrototypeOf(value) as object | null]) {
    if (holder === null || holder === Object.prototype || holder === Function.prototype) continue;
    for (const key of Reflect.ownKeys(holder)) {
      yield String(key);
      yield* reachableTexts(read(value, key), seen);
    }
  }
}

/** A token object hides its string from everything but its own method. */
function read(value: object, key: string | symbol): unknown {
  try {
    const property: unknown = Reflect.get(value, key);
    return key === 'reveal' && typeof property === 'function' ? property.call(value) : property;
  } catch {
    return undefined;
  }
}

function jsonOf(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}
