import { braced, grammarOf, spacedHashComments, variable, type Idiom } from './idiom.ts';

export const shell: Idiom = {
  grammar: grammarOf(String.raw`\\[^]`, spacedHashComments, String.raw`\$?"(?:\\[^]|[^"\\])*"?|\$?'[^']*'?`),
  whole: { "'": `"${braced}"` },
  // Single quotes prevent substitution, so they are closed before the reference and reopened after it.
  inside: { '"': braced, "'": `'"${braced}"'` },
  bare: () => braced,
  // In `INFLUXDB3_AUTH_TOKEN=…`, the variable would refer to itself.
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

/** A here-document that starts with `<<'END'` prevents substitution. */
function isInQuotedHereDocument(before: string): boolean {
  const last = [...before.matchAll(/<<-?\s*["'\\](\w+)/g)].at(-1);
  return last !== undefined && !new RegExp(`^\\t*${last[1] ?? ''}\\r?$`, 'm').test(before.slice(last.index));
}
