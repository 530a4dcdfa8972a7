import { maxDistance, slotIn, tokenKey, type EmptySlot, type Line } from './emptySlot.ts';

const header = /^\s*\[\[?([^\]]{1,200})\]\]?\s*(?:#.*)?$/;
const emptyToken = new RegExp(String.raw`^(\s*(?:(token)|${tokenKey})\s*=)([ \t]*)(?:(""|'')[ \t]*)?(?:#.*)?$`, 'i');
const authorization = /^(\s*"?Authorization"?\s*=\s*(["']))(Bearer|Token)?\s*\2/i;

const influxType = /^\s*type\s*=\s*["']influx/i;

/** Lines of Telegraf and other TOML files. `token` alone counts only in a table of InfluxDB or with a type of it. */
export function slotsInToml(line: Line, index: number, lines: readonly Line[]): EmptySlot[] {
  const scheme = authorization.exec(line.text);
  if (scheme !== null) {
    const [whole, opening = '', , word = 'Bearer'] = scheme;
    return isInInfluxTable(index, lines) ? [slotIn(line, opening.length, whole.length - 1, `${word} `)] : [];
  }
  const match = emptyToken.exec(line.text);
  if (match === null || (match[2] !== undefined && !isInInfluxTable(index, lines))) {
    return [];
  }
  const [, key = '', , space = '', quotes] = match;
  return quotes === undefined
    ? [slotIn(line, key.length, key.length, ' "', '"')]
    : [slotIn(line, key.length + space.length + 1)];
}

function isInInfluxTable(index: number, lines: readonly Line[]): boolean {
  for (let above = index - 1; above >= Math.max(0, index - maxDistance); above -= 1) {
    const [, name] = header.exec(lines[above]?.text ?? '') ?? [];
    if (name !== undefined) {
      return /influx/i.test(name) || hasInfluxType(above, lines);
    }
  }
  return false;
}

/** Sinks of Vector have any name, and a type. */
function hasInfluxType(start: number, lines: readonly Line[]): boolean {
  for (let below = start + 1; below < Math.min(lines.length, start + maxDistance); below += 1) {
    const text = lines[below]?.text ?? '';
    if (header.test(text)) {
      return false;
    }
    if (influxType.test(text)) {
      return true;
    }
  }
  return false;
}
