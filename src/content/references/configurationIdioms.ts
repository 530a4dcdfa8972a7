import { braced, grammarOf, hashComments, lastLine, spacedHashComments, tripleQuoted, type Idiom } from './idiom.ts';

/** Compose and Grafana substitute variables after they parse the YAML, so a reference works with any quotes or none. */
export const interpolatedYaml: Idiom = {
  // An apostrophe inside a plain value doesn't start a string.
  grammar: grammarOf(
    spacedHashComments,
    String.raw`(?<![^\s[{,:])"(?:\\[^]|[^"\\\n])*"?`,
    String.raw`(?<![^\s[{,:])'(?:''|[^'\n])*'?`,
  ),
  inside: { '"': braced, "'": braced },
  bare: bareInYaml,
};

/** Telegraf substitutes variables in both kinds of quotes. TOML has no unquoted strings. */
export const telegraf: Idiom = {
  grammar: grammarOf(
    hashComments,
    tripleQuoted,
    // Single-quoted strings have no escapes.
    String.raw`"(?:\\[^]|[^"\\\n])*"?|'[^'\n]*'?`,
  ),
  inside: { '"': braced, "'": braced },
};

/** In a flow collection (`{ token: … }`), YAML would parse the braces of the reference, so it needs quotes there. */
function bareInYaml(before: string, after: string): string | undefined {
  const lineBefore = lastLine(before);
  if (!/[[{]/.test(lineBefore) && !/^\s*[,\]}]/.test(after)) {
    return /^\s*:(?!\S)/.test(after) ? undefined : braced;
  }
  return /[[{,:]\s*$|^\s*$/.test(lineBefore) && /^\s*(?:[,\]}]|$)/.test(after) ? `"${braced}"` : undefined;
}
