import type { Reference } from '../edits.ts';
import { loadsInShell } from './envFileLoading.ts';
import { mentions, type Idiom, type Site } from './idiom.ts';
import { shellFramesAt } from './shellContext.ts';
import { tokenVariable } from './tokenVariables.ts';

export const shell: Idiom = {
  readsEnvFile: loadsInShell,
  sharesVariables: true,
  read:
    ({ text }) =>
    (site) =>
      referenceAt(site, text),
};

function referenceAt(site: Site, text: string): Reference | undefined {
  const { start, end, variable } = site;
  const frames = shellFramesAt(text, start);
  const kinds = frames.map(({ kind }) => kind);
  const top = frames.at(-1);
  const expansion = `\${${variable}}`;
  const plain: Reference = { text: expansion, before: '', after: '' };
  const isQuoted = text[start - 1] === "'" && text[end] === "'";
  if (top?.kind === 'rawHereDocument' || top?.kind === 'dollarSingle') {
    return undefined;
  }
  if (top?.kind === 'comment') {
    return isQuoted ? { text: `"${expansion}"`, before: "'", after: "'" } : plain;
  }
  if (top?.kind === 'hereDocument') {
    // Quotes are text, but in `$(…)` there is code.
    const before = text.slice(top.start, start);
    const opening = before.lastIndexOf('${');
    if (opening > before.lastIndexOf('}')) {
      return inExpansion(before.slice(opening), site, text);
    }
    const isCode = before.lastIndexOf('$(') > before.lastIndexOf(')') || before.split('`').length % 2 === 0;
    return isCode ? undefined : plain;
  }
  if (top?.kind === 'expansion') {
    return inExpansion(text.slice(top.start, start), site, text);
  }
  if (mentionsInLine(text, site)) {
    return undefined;
  }
  if (top?.kind !== 'single') {
    return plain;
  }
  if (kinds.includes('backquote') || kinds.includes('expansion')) {
    return undefined;
  }
  // Single quotes prevent substitution, so they are closed before the reference and reopened after it.
  const isWhole =
    isQuoted &&
    top.start === start - 1 &&
    !/["'$\w]/.test(text[top.start - 1] ?? '') &&
    !/["'\w]/.test(text[end + 1] ?? '');
  return isWhole
    ? { text: `"${expansion}"`, before: "'", after: "'" }
    : { text: `'"${expansion}"'`, before: '', after: '' };
}

/** The default in `${X:-…}`. If it's the default of the token's own variable, only that remains. */
function inExpansion(before: string, { variable, end }: Site, text: string): Reference | undefined {
  const [, name = ''] = /^\$\{(\w+):?[-=]/.exec(before) ?? [];
  if (name !== variable && name !== tokenVariable) {
    return { text: `\${${variable}}`, before: '', after: '' };
  }
  const isWhole = /^\$\{\w+:?[-=]$/.test(before) && text[end] === '}';
  return isWhole ? { text: `\${${name}}`, before, after: '}', variable: name } : undefined;
}

/** Whether a command gives the variable its value or uses it otherwise. Backslashes continue a line. */
function mentionsInLine(text: string, { start, end, variable }: Site): boolean {
  const before = /(?:(?:\\\r?\n|[^\n])*)$/.exec(text.slice(Math.max(0, start - 4000), start))?.[0] ?? '';
  const after = /^(?:\\\r?\n|[^\n])*/.exec(text.slice(end, end + 4000))?.[0] ?? '';
  return [variable, tokenVariable].some((one) => mentions(before, one) || mentions(after, one));
}
