import { braced, grammarOf, spacedHashComments, variable, type Idiom } from './idiom.ts';

export const shell: Idiom = {
  grammar: grammarOf(String.raw`\\[^]`, spacedHashComments, String.raw`\$?"(?:\\[^]|[^"\\])*"?|\$?'[^']*'?`),
  whole: { "'": `"${braced}"` },
  // In single quotes nothing is put in: they are closed before and opened again behind.
  inside: { '"': braced, "'": `'"${braced}"'` },
  bare: () => braced,
  // It would refer to itself.
  unfit: (before) => new RegExp(`${variable}=["']?$`).test(before) || isInQuotedHereDocument(before),
};

export const powerShell: Idiom = {
  grammar: grammarOf(
    String.raw`<#[^]*?(?:#>|$)`,
    spacedHashComments,
    String.raw`@"[^]*?(?:\n"@|$)|@'[^]*?(?:\n'@|$)`,
    '"(?:`[^]|[^"`])*"?',
    "'[^']*'?",
  ),
  whole: { '"': `$env:${variable}`, "'": `$env:${variable}` },
  inside: { '"': `\${env:${variable}}` },
  bare: (before, after) => (/[\s=(]$/.test(before) && /^(?:[\s;)]|$)/.test(after) ? `$env:${variable}` : undefined),
};

/** Whether `<<'END'` came before and its end did not: nothing is put in there. */
function isInQuotedHereDocument(before: string): boolean {
  const last = [...before.matchAll(/<<-?\s*["'\\](\w+)/g)].at(-1);
  return last !== undefined && !new RegExp(`^\\t*${last[1] ?? ''}\\r?$`, 'm').test(before.slice(last.index));
}
