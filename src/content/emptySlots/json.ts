import { slotIn, tokenKey, type EmptySlot, type Line } from './emptySlot.ts';

const quotedMember = new RegExp(String.raw`(["'])${tokenKey}\1\s*:\s*(?=""|'')`, 'gi');
const flowMember = new RegExp(String.raw`[{,]\s*(["']?)${tokenKey}\1\s*:\s*(?=""|'')`, 'gi');

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
