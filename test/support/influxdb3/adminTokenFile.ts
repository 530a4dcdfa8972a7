import * as v from 'valibot';
import type { Catalog } from './catalog.ts';
import { readJsonFile } from './readJsonFile.ts';

const fileSchema = v.object({
  token: v.pipe(v.string(), v.startsWith('apiv3_')),
  name: v.string(),
  description: v.nullish(v.string()),
  expiry_millis: v.nullish(v.pipe(v.number(), v.integer())),
});

/** Like the real server, skips a file whose name already exists, even if its token differs, without an error. */
export async function adoptAdminTokenFile(catalog: Catalog, path: string): Promise<void> {
  const parsed = v.safeParse(fileSchema, readJsonFile(path));
  // Leave out the issues: they quote the file, which may contain a token.
  if (!parsed.success) throw new Error(`${path}: not an admin token file`);
  const { name, token, expiry_millis: expiryMs } = parsed.output;
  if (!catalog.has(name)) await catalog.adopt(name, token, expiryMs ?? undefined);
}
