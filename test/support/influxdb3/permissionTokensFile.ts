import * as v from 'valibot';
import type { Catalog } from './catalog.ts';
import { parsePermissionText } from './permissions/permissionText.ts';
import { readPermission } from './permissions/readPermission.ts';
import { readJsonFile } from './readJsonFile.ts';

const fileSchema = v.object({
  create_databases: v.optional(v.array(v.string()), []),
  tokens: v.array(
    v.object({
      token: v.pipe(v.string(), v.startsWith('apiv3_')),
      name: v.string(),
      expiry_millis: v.nullish(v.pipe(v.number(), v.integer())),
      permissions: v.array(v.string()),
    }),
  ),
});

/** Creates databases and resource tokens, unless a resource token exists already. @throws CatalogError */
export async function adoptPermissionTokensFile(catalog: Catalog, path: string): Promise<void> {
  const parsed = v.safeParse(fileSchema, readJsonFile(path));
  // Leave out the issues: they quote the file, which contains tokens.
  if (!parsed.success) throw new Error(`${path}: not a permission tokens file`);
  if (catalog.tokens.some(({ permissions }) => permissions !== undefined)) return;

  const { databases } = catalog;
  for (const name of parsed.output.create_databases) {
    if (databases.find(name) === undefined) databases.create(name);
  }
  for (const { name, token, expiry_millis: expiryMs, permissions } of parsed.output.tokens) {
    const specs = permissions.map(parsePermissionText);
    const granted = specs.map((spec) => readPermission(spec, (database) => databases.find(database)?.id));
    await catalog.adopt(name, token, expiryMs ?? undefined, granted);
  }
  await catalog.save();
}
