import { maxDistance, slotIn, tokenKey, type EmptySlot, type Line } from './emptySlot.ts';
import { slotsInFlowMapping } from './json.ts';

const entry = /^(\s*(?:-\s+)*)(["']?)([\w./-]+)\2\s*:(?=\s|$)([ \t]*)([^]*)$/;
const isTokenKey = new RegExp(`^${tokenKey}$`, 'i');
const listItem = new RegExp(String.raw`^\s*-\s+(["']?)${tokenKey}=(?=\1\s*(?:#.*)?$)`, 'i');
const headerKey = /^httpHeaderValue\d+$/;
const emptyValue = /^(?:(["']?)(Bearer|Token)?\s*\1|null|~)$/i;

interface Entry {
  readonly column: number;
  readonly key: string;
  readonly value: string;
  /** Offset of the value in the line, or the end of the colon if there is none. */
  readonly valueStart: number;
}

export function slotsInYaml(line: Line, index: number, lines: readonly Line[]): EmptySlot[] {
  const item = listItem.exec(line.text);
  if (item !== null) {
    return [slotIn(line, item[0].length)];
  }
  const read = readEntry(line.text);
  if (read === undefined || !emptyValue.test(read.value)) {
    return slotsInFlowMapping(line);
  }
  const parent = parentKey(read.column, index, lines);
  const isSecret = parent === 'secureJsonData';
  const isHeader = isSecret && headerKey.test(read.key);
  const isKnown =
    isHeader ||
    (isTokenKey.test(read.key) && !isBase64(parent, index, lines)) ||
    (read.key === 'token' && (isSecret || /influx/i.test(parent ?? '') || hasInfluxType(read.column, index, lines))) ||
    (read.key === 'value' && isTokenKey.test(nameBeside(read.column, index, lines)));
  if (!isKnown || (read.value === '' && hasChildren(read.column, index, lines))) {
    return slotsInFlowMapping(line);
  }
  return slotOf(line, read, isHeader);
}

function slotOf(line: Line, { value, valueStart }: Entry, isHeader: boolean): EmptySlot[] {
  const [, quote = '', word] = emptyValue.exec(value) ?? [];
  if (word !== undefined && !isHeader) {
    return [];
  }
  const scheme = isHeader ? `${word ?? 'Bearer'} ` : '';
  if (quote !== '') {
    return [slotIn(line, valueStart + 1, valueStart + value.length - 1, scheme)];
  }
  if (value !== '') {
    return [slotIn(line, valueStart, valueStart + value.length, scheme)];
  }
  // The space before a comment stays, and spaces at the end of the line are replaced.
  const isLast = line.text.slice(valueStart).trim() === '';
  return [slotIn(line, valueStart, isLast ? line.text.length : valueStart, ` ${scheme}`)];
}

function readEntry(text: string): Entry | undefined {
  const match = entry.exec(text);
  if (match === null) {
    return undefined;
  }
  const [whole, indent = '', , key = '', space = '', rest = ''] = match;
  const comment = rest.search(/(?:^|\s)#/);
  const value = (comment < 0 ? rest : rest.slice(0, comment)).trimEnd();
  const colon = whole.length - rest.length - space.length;
  return { column: indent.length, key, value, valueStart: value === '' ? colon : colon + space.length };
}

function parentKey(column: number, index: number, lines: readonly Line[]): string | undefined {
  for (let above = index - 1; above >= Math.max(0, index - maxDistance); above -= 1) {
    const read = readEntry(lines[above]?.text ?? '');
    if (read !== undefined && read.column < column) {
      return read.key;
    }
  }
  return undefined;
}

/** The name in an item of a Kubernetes `env` list, above or below its value. */
function nameBeside(column: number, index: number, lines: readonly Line[]): string {
  for (const neighbor of [index - 1, index + 1]) {
    const read = readEntry(lines[neighbor]?.text ?? '');
    if (read?.column === column && read.key === 'name') {
      return read.value.replace(/^(["'])(.*)\1$/, '$2');
    }
  }
  return '';
}

/** Whether the mapping around a key has a `type` of InfluxDB, as sinks of Vector have. */
function hasInfluxType(column: number, index: number, lines: readonly Line[]): boolean {
  const isOutside = (line: string) => line.trim() !== '' && line.search(/\S/) < column;
  return [-1, 1].some((step) => {
    for (let distance = 0; distance < maxDistance; distance += 1) {
      const text = lines[index + step * distance]?.text ?? '---';
      // A dash before the first key is outside of the mapping.
      if (step > 0 && distance > 0 && isOutside(text)) {
        return false;
      }
      const read = text.includes('type') ? readEntry(text) : undefined;
      if (read?.column === column && read.key === 'type') {
        return /^["']?influx/i.test(read.value);
      }
      if (step < 0 && isOutside(text)) {
        return false;
      }
    }
    return false;
  });
}

/** Kubernetes expects base64 under `data` of a Secret. */
function isBase64(parent: string | undefined, index: number, lines: readonly Line[]): boolean {
  if (parent !== 'data') {
    return false;
  }
  return [-1, 1].some((step) => {
    for (let distance = 1; distance < maxDistance; distance += 1) {
      const text = lines[index + step * distance]?.text ?? '---';
      if (text.startsWith('---')) {
        return false;
      }
      if (/^kind:\s*["']?Secret\b/.test(text)) {
        return true;
      }
    }
    return false;
  });
}

function hasChildren(column: number, index: number, lines: readonly Line[]): boolean {
  for (let below = index + 1; below < Math.min(lines.length, index + maxDistance); below += 1) {
    const text = lines[below]?.text ?? '';
    if (!/^\s*(?:#.*)?$/.test(text)) {
      const indent = text.search(/\S/);
      return indent > column || (indent === column && /^\s*-(?:\s|$)/.test(text));
    }
  }
  return false;
}
