import { braced, grammarOf, spacedHashComments, tokenVariable, type Idiom } from './idiom.ts';

export const shell: Idiom = {
  grammar: grammarOf(String.raw`\\[^]`, spacedHashComments, String.raw`\$?"(?:\\[^]|[^"\\])*"?|\$?'[^']*'?`),
  whole: { "'": `"${braced}"` },
  // Single quotes prevent substitution, so they are closed before the reference and reopened after it.
  inside: { '"': braced, "'": `'"${braced}"'` },
  bare: () => braced,
  // In `INFLUXDB3_AUTH_TOKEN=…`, the variable would refer to itself.
  isUnsuitable: (before) => new RegExp(`${tokenVariable}=["']?$`).test(before) || isInQuotedHereDocument(before),
};

export const powerShell: Idiom = {
  grammar: grammarOf(
    String.raw`<#[^]*?(?:#>|$)`,
    spacedHashComments,
    String.raw`@"[^]*?(?:\n"@|$)|@'[^]*?(?:\n'@|$)`,
    '"(?:`[^]|[^"`])*"?',
    "'[^']*'?",
  ),
  whole: { '"': `$env:${tokenVariable}`, "'": `$env:${tokenVariable}` },
  inside: { '"': `\${env:${tokenVariable}}` },
  bare: (before, after) =>
    /[\s=(]$/.test(before) && /^(?:[\s;)]|$)/.test(after) ? `$env:${tokenVariable}` : undefined,
};

/** A here-document that starts with `<<'END'` prevents substitution. */
function isInQuotedHereDocument(before: string): boolean {
  const last = [...before.matchAll(/<<-?\s*["'\\](\w+)/g)].at(-1);
  return last !== undefined && !new RegExp(`^\\t*${last[1] ?? ''}\\r?$`, 'm').test(before.slice(last.index));
}
