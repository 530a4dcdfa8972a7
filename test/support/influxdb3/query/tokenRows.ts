import type { RouteContext } from '../routes.ts';
import type { StoredToken } from '../storedToken.ts';
import { listTimestamp } from '../timestamps.ts';
import { permissionsColumn } from './permissionsColumn.ts';

export const tokenColumns = [
  'token_id',
  'name',
  'hash',
  'created_at',
  'description',
  'created_by_token_id',
  'updated_at',
  'updated_by_token_id',
  'expiry',
  'permissions',
] as const;

export type TokenColumn = (typeof tokenColumns)[number];

/** A row of the list, without columns that are null. */
export type TokenRow = Partial<Record<TokenColumn, string | number>>;

export function tokenRows({
  catalog,
  product,
  switches,
}: Pick<RouteContext, 'catalog' | 'product' | 'switches'>): TokenRow[] {
  const form = product === 'core' ? 'bare' : switches.permissionsColumn;
  return catalog.tokens.map((stored) => tokenRow(stored, permissionsColumn(stored, catalog.databases, form)));
}

function tokenRow(stored: StoredToken, permissions: string | undefined): TokenRow {
  return {
    token_id: stored.id,
    name: stored.name,
    hash: stored.hash.slice(0, 9),
    created_at: listTimestamp(stored.createdAt),
    ...(stored.createdById === undefined ? {} : { created_by_token_id: stored.createdById }),
    ...(stored.updatedAt === undefined ? {} : { updated_at: listTimestamp(stored.updatedAt) }),
    ...(stored.updatedById === undefined ? {} : { updated_by_token_id: stored.updatedById }),
    ...(stored.expiry === undefined ? {} : { expiry: listTimestamp(stored.expiry) }),
    ...(permissions === undefined ? {} : { permissions }),
  };
}
