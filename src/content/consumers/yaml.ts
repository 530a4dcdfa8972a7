import { setImmediate } from 'node:timers/promises';
import { loadYamlParser } from '../yamlDocuments.ts';

export type YamlValue = Readonly<Record<string, unknown>>;

/** In characters. */
const maxLength = 256 * 1024;
export const maxDepth = 40;

/** All documents of a file that are objects. Empty if the file isn't valid YAML, such as a Helm template. */
export async function parseYaml(text: string): Promise<YamlValue[]> {
  if (text.length > maxLength) {
    return [];
  }
  const { parseDocuments } = await loadYamlParser();
  // Lets other work run between files, such as the time limit of the search.
  await setImmediate();
  try {
    // This throws if aliases expand to too many values.
    return parseDocuments(text).flatMap((document) => (document.errors.length > 0 ? [] : objects([document.toJS()])));
  } catch {
    return [];
  }
}

export function member(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function entriesOf(value: unknown): [string, unknown][] {
  return isObject(value) && !Array.isArray(value) ? Object.entries(value) : [];
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

export function stringsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return depth > maxDepth || !isObject(value)
    ? []
    : Object.values(value).flatMap((child) => stringsIn(child, depth + 1));
}

export function objects(values: readonly unknown[]): YamlValue[] {
  return values.filter(isObject);
}

function isObject(value: unknown): value is YamlValue {
  return typeof value === 'object' && value !== null;
}
