import { tokenColumns, type TokenColumn, type TokenRow } from './tokenRows.ts';
import { parseConditions, type Condition } from './where.ts';

export interface TokenQuery {
  columns: readonly TokenColumn[];
  where: readonly Condition[];
  orderBy: TokenColumn | undefined;
  descending: boolean;
  limit: number;
}

/** The message is the real server's. */
export class UnknownColumn extends Error {
  constructor(name: string) {
    const fields = tokenColumns.map((column) => `system.tokens.${column}`).join(', ');
    super(`Schema error: No field named ${name}. Valid fields are ${fields}.`);
  }
}

const statement = new RegExp(
  [
    String.raw`^\s*select\s+(?<columns>[\w\s,"*]+?)\s+from\s+"?system"?\s*\.\s*"?tokens"?`,
    String.raw`(?:\s+where\s+(?<where>(?:'(?:[^']|'')*'|[^';])*?))?`,
    String.raw`(?:\s+order\s+by\s+(?<order>"?\w+"?)(?:\s+(?<direction>asc|desc))?)?`,
    String.raw`(?:\s+limit\s+(?<limit>\d+))?\s*;?\s*$`,
  ].join(''),
  'i',
);

/** `undefined` for statements that the test server doesn't support. @throws UnknownColumn */
export function parseTokenQuery(sql: string): TokenQuery | undefined {
  const groups = statement.exec(sql)?.groups;
  if (groups === undefined) return undefined;
  const where = parseConditions(groups['where'] ?? '', column);
  if (where === undefined) return undefined;
  const names = (groups['columns'] ?? '').trim();
  return {
    columns: names === '*' ? tokenColumns : names.split(',').map((name) => column(name)),
    where,
    orderBy: groups['order'] === undefined ? undefined : column(groups['order']),
    descending: groups['direction']?.toLowerCase() === 'desc',
    limit: groups['limit'] === undefined ? Infinity : Number(groups['limit']),
  };
}

/** The number of `SELECT 1`, which needs no table. */
export function selectedNumber(sql: string): number | undefined {
  const digits = /^\s*select\s+(\d{1,9})\s*;?\s*$/i.exec(sql)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Unquoted names are lower-cased, as in the server's SQL. */
function column(text: string): TokenColumn {
  const trimmed = text.trim();
  const name = trimmed.startsWith('"') ? trimmed.replaceAll('"', '') : trimmed.toLowerCase();
  const found = tokenColumns.find((known) => known === name);
  if (found === undefined) throw new UnknownColumn(name);
  return found;
}

export function select(query: TokenQuery, rows: TokenRow[]): TokenRow[] {
  const { orderBy } = query;
  const matching = rows.filter((row) => query.where.every((condition) => condition(row)));
  const sorted = orderBy === undefined ? matching : [...matching].sort((a, b) => compare(a[orderBy], b[orderBy]));
  if (query.descending) sorted.reverse();
  return sorted.slice(0, query.limit).map((row) => pick(row, query.columns));
}

function pick(row: TokenRow, columns: readonly TokenColumn[]): TokenRow {
  return Object.fromEntries(columns.filter((name) => row[name] !== undefined).map((name) => [name, row[name]]));
}

/** Null sorts last. Text is compared by bytes. */
function compare(a: string | number | undefined, b: string | number | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}
