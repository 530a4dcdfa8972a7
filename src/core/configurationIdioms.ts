import { braced, grammarOf, hashComments, lastLine, spacedHashComments, tripleQuoted, type Idiom } from './idiom.ts';

/** Compose and Grafana put the variables in after they have read the YAML: in any kind of quotes, or none. */
export const interpolatedYaml: Idiom = {
  // An apostrophe in the middle of a value opens nothing.
  grammar: grammarOf(
    spacedHashComments,
    String.raw`(?<![^\s[{,:])"(?:\\[^]|[^"\\\n])*"?`,
    String.raw`(?<![^\s[{,:])'(?:''|[^'\n])*'?`,
  ),
  inside: { '"': braced, "'": braced },
  bare: bareInYaml,
};

/** Telegraf reads variables in both kinds of quotes; without any, a string is no TOML. */
export const telegraf: Idiom = {
  grammar: grammarOf(
    hashComments,
    tripleQuoted,
    // A string in single quotes knows no escapes.
    String.raw`"(?:\\[^]|[^"\\\n])*"?|'[^'\n]*'?`,
  ),
  inside: { '"': braced, "'": braced },
};

/** Between the brackets of `{ token: … }` the braces of a reference would be read as YAML. */
function bareInYaml(before: string, after: string): string | undefined {
  const lineBefore = lastLine(before);
  if (!/[[{]/.test(lineBefore) && !/^\s*[,\]}]/.test(after)) {
    return /^\s*:(?!\S)/.test(after) ? undefined : braced;
  }
  return /[[{,:]\s*$|^\s*$/.test(lineBefore) && /^\s*(?:[,\]}]|$)/.test(after) ? `"${braced}"` : undefined;
}
