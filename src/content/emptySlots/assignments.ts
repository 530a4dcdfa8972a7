import { slotIn, tokenKey, type EmptySlot, type Line } from './emptySlot.ts';

const assignment = new RegExp(String.raw`^\s*(?:export\s+|set\s+|(\$env:))?${tokenKey}([ \t]*)=`, 'i');
const unitEnvironment = new RegExp(String.raw`^\s*Environment=(["']?)${tokenKey}=(?=\1\s*$)`, 'i');

/** Lines of env files, shell scripts, and properties files: `INFLUX_TOKEN=`. */
export function slotsInAssignment(line: Line): EmptySlot[] {
  const match = assignment.exec(line.text);
  const [whole = '', powerShell, spaceBefore = ''] = match ?? [];
  const rest = line.text.slice(whole.length);
  const [quotes = ''] = /^(?:""|'')/.exec(rest.trimStart()) ?? [];
  const tail = rest.trimStart().slice(quotes.length);
  // Only after a space, what follows is a comment and not the value.
  const isEmpty = tail.trim() === '' || (/^\s*[#;]/.test(tail) && (quotes !== '' || /^\s/.test(rest)));
  if (match === null || !isEmpty) {
    return [];
  }
  if (quotes !== '') {
    return [slotIn(line, line.text.indexOf(quotes, whole.length) + 1)];
  }
  const quote = powerShell === undefined ? '' : '"';
  const end = rest.trim() === '' ? line.text.length : whole.length;
  return [slotIn(line, whole.length, end, (spaceBefore === '' ? '' : ' ') + quote, quote)];
}

export function slotsInUnit(line: Line): EmptySlot[] {
  const match = unitEnvironment.exec(line.text);
  return match === null ? [] : [slotIn(line, match[0].length)];
}
