import type { FileParser } from '../references/idiom.ts';
import { findNodes, parse, textOf } from '../references/syntax.ts';
import { slotIn, tokenKey, type EmptySlot, type Line } from './emptySlot.ts';

const quotedMember = new RegExp(String.raw`(["'])${tokenKey}\1\s*:\s*(?=""|'')`, 'gi');
const flowMember = new RegExp(String.raw`[{,]\s*(["']?)${tokenKey}\1\s*:\s*(?=""|'')`, 'gi');

const isTokenKey = new RegExp(`^(["'])${tokenKey}\\1$`, 'i');

/** @returns `undefined` if the file isn't valid, or takes too long to parse */
export function slotsInJsonTree(parser: FileParser | undefined, text: string): EmptySlot[] | undefined {
  const tree = parse(parser, text);
  if (tree === undefined || findNodes(tree, ({ type }) => type.isError).length > 0) {
    return undefined;
  }
  return findNodes(tree, ({ name }) => name === 'Property')
    .filter((property) => isTokenKey.test(textOf(property.firstChild, text)))
    .flatMap(({ lastChild }) => (lastChild !== null && /^(?:""|'')$/.test(textOf(lastChild, text)) ? [lastChild] : []))
    .map(({ from }) => ({ start: from + 1, end: from + 1, before: '', after: '' }));
}

export function slotsInJson(line: Line): EmptySlot[] {
  return /^\s*\/\//.test(line.text) ? [] : membersIn(line, quotedMember);
}

/** Members of a flow mapping in YAML, whose keys need no quotes. */
export function slotsInFlowMapping(line: Line): EmptySlot[] {
  return /^\s*#/.test(line.text) ? [] : membersIn(line, flowMember);
}

function membersIn(line: Line, pattern: RegExp): EmptySlot[] {
  return [...line.text.matchAll(pattern)].map(({ index, 0: member }) => slotIn(line, index + member.length + 1));
}
