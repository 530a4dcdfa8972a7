import { prettyTable } from './prettyTable.ts';

/** A row, without columns that are null. */
export type Row = Partial<Record<string, string | number | boolean>>;

export type ListFormat = 'json' | 'jsonl' | 'csv' | 'pretty';

export const contentTypes: Record<ListFormat, string> = {
  json: 'application/json',
  jsonl: 'application/jsonl',
  csv: 'text/csv',
  pretty: 'text/plain; charset=utf-8',
};

export function render(format: ListFormat, columns: readonly string[], rows: readonly Row[]): string {
  switch (format) {
    case 'json':
      return JSON.stringify(rows);
    case 'jsonl':
      return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    case 'csv':
      return [columns, ...rows.map((row) => columns.map((name) => row[name]))].map(csvLine).join('');
    case 'pretty':
      return prettyTable(columns, rows);
  }
}

function csvLine(values: readonly (string | number | boolean | undefined)[]): string {
  const fields = values.map((value) => csvField(String(value ?? '')));
  // A single empty field would be an empty line, which CSV readers skip.
  return `${fields.length === 1 && fields[0] === '' ? '""' : fields.join(',')}\n`;
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
