import {
  grammarOf,
  hashComments,
  lastLine,
  quoted,
  slashComments,
  tripleQuoted,
  tokenVariable,
  type Idiom,
} from './idiom.ts';

const inJavaScript = `process.env.${tokenVariable}`;
const inGo = `os.Getenv("${tokenVariable}")`;

export const javaScript: Idiom = {
  grammar: grammarOf(slashComments, quoted, '`(?:\\\\[^]|[^`\\\\])*(?:`|$)'),
  whole: { '"': inJavaScript, "'": inJavaScript, '`': inJavaScript },
  inside: { '`': `\${${inJavaScript}}` },
  isUnsuitable: (before, after) =>
    // A JSX attribute, or an assignment that looks like one.
    /=$(?<!\b(?:const|let|var) +[\w$]+=)/.test(before) ||
    // A property name.
    /^\s*:/.test(after),
};

export const python: Idiom = {
  grammar: grammarOf(
    hashComments,
    String.raw`(?:(?<!\w)[A-Za-z]{1,2})?(?:${tripleQuoted})`,
    String.raw`(?:(?<!\w)[A-Za-z]{1,2})?(?:${quoted})`,
  ),
  whole: Object.fromEntries(
    ['', 'r', 'R', 'u', 'U'].flatMap((letter) =>
      ['"', "'"].map((quote) => [letter + quote, `os.environ[${quote}${tokenVariable}${quote}]`]),
    ),
  ),
  isUnsuitable: isConcatenated,
};

export const go: Idiom = {
  grammar: grammarOf(slashComments, quoted, '`[^`]*(?:`|$)'),
  whole: { '"': inGo, '`': inGo },
  isUnsuitable: (before) => declaresConstant(before) || before.lastIndexOf('\nconst (') > before.lastIndexOf('\n)'),
};

export const ruby: Idiom = {
  grammar: grammarOf(hashComments, quoted),
  whole: { '"': `ENV.fetch("${tokenVariable}")`, "'": `ENV.fetch('${tokenVariable}')` },
  isUnsuitable: isConcatenated,
};

export const php: Idiom = {
  grammar: grammarOf(slashComments, String.raw`#(?!\[).*`, quoted),
  whole: { '"': `getenv("${tokenVariable}")`, "'": `getenv('${tokenVariable}')` },
  // Initial values of properties and parameters must be constant too.
  isUnsuitable: (before) =>
    /\b(?:const|public|protected|private|static|readonly|var|function)\b/.test(lastLine(before)),
};

export const java: Idiom = {
  grammar: grammarOf(slashComments, tripleQuoted, quoted),
  whole: { '"': `System.getenv("${tokenVariable}")` },
  isUnsuitable: declaresConstant,
};

export const cSharp: Idiom = {
  grammar: grammarOf(slashComments, `[$@]*(?:${tripleQuoted})`, `[$@]*(?:${quoted})`),
  whole: { '"': `Environment.GetEnvironmentVariable("${tokenVariable}")` },
  isUnsuitable: declaresConstant,
};

/** Adjacent literals are concatenated, which doesn't work with an expression. */
function isConcatenated(before: string, after: string): boolean {
  return /["']$/.test(before.trimEnd()) || /^\s*[A-Za-z]{0,2}["']/.test(after);
}

/** A constant can't have a value that's known only at run time. */
function declaresConstant(before: string): boolean {
  return /\bconst\b/.test(lastLine(before));
}
