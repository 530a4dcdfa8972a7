import type { Row } from './formats.ts';

/** Prints a table as the influxdb3 CLI does. Names with line breaks make rows of several lines. */
export function prettyTable(columns: readonly string[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((name) => String(row[name] ?? '').split('\n')));
  const widths = columns.map((name, index) =>
    cells.reduce((widest, row) => Math.max(widest, ...(row[index] ?? []).map(textWidth)), name.length),
  );
  const rule = `+${widths.map((columnWidth) => '-'.repeat(columnWidth + 2)).join('+')}+`;
  const line = (texts: string[]): string =>
    `|${widths.map((columnWidth, index) => ` ${pad(texts[index] ?? '', columnWidth)} `).join('|')}|`;

  const body = cells.flatMap((row) => {
    const height = Math.max(...row.map((lines) => lines.length));
    return Array.from({ length: height }, (_, number) => line(row.map((lines) => lines[number] ?? '')));
  });
  return [rule, line([...columns]), rule, ...body, rule].join('\n');
}

function textWidth(text: string): number {
  return [...text].length;
}

function pad(text: string, columnWidth: number): string {
  return text + ' '.repeat(columnWidth - textWidth(text));
}
