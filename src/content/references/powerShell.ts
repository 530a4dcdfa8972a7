import type { Idiom } from './idiom.ts';
import { setsVariableNear, codeBefore, grammarOf, referencesByLiteral, spacedHashComments } from './literalIdiom.ts';

const grammar = grammarOf(
  String.raw`<#[^]*?(?:#>|$)`,
  spacedHashComments,
  String.raw`@"[^]*?(?:\n"@|$)|@'[^]*?(?:\n'@|$)`,
  '"(?:`[^]|[^"`])*"?',
  "'[^']*'?",
);

export const powerShell: Idiom = {
  read: ({ text }) =>
    referencesByLiteral(text, (variable) => {
      const inText = `\${env:${variable}}`;
      return {
        grammar,
        whole: { '"': `$env:${variable}`, "'": `$env:${variable}` },
        inside: { '"': inText, '@"': inText },
        bare: (before, after) =>
          /[\s=(]$/.test(before) && !isPartOfWord(before) && /^(?:[\s;)]|$)/.test(after)
            ? `$env:${variable}`
            : undefined,
        isUnsuitable: (before, after) =>
          isPartOfWord(before) ||
          // A key of a hash table, and an argument of an attribute, which must be constant.
          /^\s*=(?!=)/.test(after) ||
          /\[\w+\([^)\]]*$/.test(codeBefore(before)) ||
          setsVariableNear(before, after, variable),
      };
    }),
};

/** PowerShell may not expand variables in a word that starts with a dash, and doesn't after `--%`. */
function isPartOfWord(before: string): boolean {
  return /(?:^|\s)-[^\s"']*[\w=:]$|\s--%\s[^\n]*$/.test(before.slice(-400));
}
