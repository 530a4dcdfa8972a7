import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { Catalog } from './catalog.ts';

const fileSchema = v.object({
  token: v.pipe(v.string(), v.startsWith('apiv3_')),
  name: v.string(),
  description: v.nullish(v.string()),
  expiry_millis: v.nullish(v.pipe(v.number(), v.integer())),
});

/**
 * Takes over the token of an `--admin-token-file`. As on the real server a file whose name is taken is skipped in
 * silence, even with another token in it, and the description goes nowhere.
 */
export async function adoptAdminTokenFile(catalog: Catalog, path: string): Promise<void> {
  const parsed = v.safeParse(fileSchema, readJson(path));
  // The issues quote what was found, which may be a token: they are not passed on.
  if (!parsed.success) throw new Error(`${path}: not an admin token file`);
  const { name, token, expiry_millis: expiry } = parsed.output;
  if (!catalog.has(name)) await catalog.adopt(name, token, expiry ?? undefined);
}

function readJson(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${path}: not JSON`);
  }
}
