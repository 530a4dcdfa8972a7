import type { TokenColumn, TokenRow } from './tokenRows.ts';

/** The text table that the server's own command line shows; names of several lines make rows of several lines. */
export function prettyTable(columns: readonly TokenColumn[], rows: TokenRow[]): string {
  const cells = rows.map((row) => columns.map((name) => String(row[name] ?? '').split('\n')));
  const widths = columns.map((name, index) =>
    cells.reduce((widest, row) => Math.max(widest, ...(row[index] ?? []).map(width)), name.length),
  );
  const rule = `+${widths.map((wide) => '-'.repeat(wide + 2)).join('+')}+`;
  const line = (texts: string[]): string =>
    `|${widths.map((wide, index) => ` ${pad(texts[index] ?? '', wide)} `).join('|')}|`;

  const body = cells.flatMap((row) => {
    const height = Math.max(...row.map((lines) => lines.length));
    return Array.from({ length: height }, (_, number) => line(row.map((lines) => lines[number] ?? '')));
  });
  return [rule, line([...columns]), rule, ...body, rule].join('\n');
}

function width(text: string): number {
  return [...text].length;
}

function pad(text: string, wide: number): string {
  return text + ' '.repeat(wide - width(text));
}
