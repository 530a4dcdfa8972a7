import {
  grammarOf,
  hashComments,
  lastLine,
  quoted,
  slashComments,
  tripleQuoted,
  variable,
  type Idiom,
} from './idiom.ts';

const inJavaScript = `process.env.${variable}`;
const inGo = `os.Getenv("${variable}")`;

export const javaScript: Idiom = {
  grammar: grammarOf(slashComments, quoted, '`(?:\\\\[^]|[^`\\\\])*(?:`|$)'),
  whole: { '"': inJavaScript, "'": inJavaScript, '`': inJavaScript },
  inside: { '`': `\${${inJavaScript}}` },
  unfit: (before, after) =>
    // An attribute in JSX, or an assignment that looks like one.
    /=$(?<!\b(?:const|let|var) +[\w$]+=)/.test(before) ||
    // The name of a property.
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
      ['"', "'"].map((quote) => [letter + quote, `os.environ[${quote}${variable}${quote}]`]),
    ),
  ),
  unfit: isJoined,
};

export const go: Idiom = {
  grammar: grammarOf(slashComments, quoted, '`[^`]*(?:`|$)'),
  whole: { '"': inGo, '`': inGo },
  unfit: (before) => declaresConstant(before) || before.lastIndexOf('\nconst (') > before.lastIndexOf('\n)'),
};

export const ruby: Idiom = {
  grammar: grammarOf(hashComments, quoted),
  whole: { '"': `ENV.fetch("${variable}")`, "'": `ENV.fetch('${variable}')` },
  unfit: isJoined,
};

export const php: Idiom = {
  grammar: grammarOf(slashComments, String.raw`#(?!\[).*`, quoted),
  whole: { '"': `getenv("${variable}")`, "'": `getenv('${variable}')` },
  // What a property or a parameter begins with has to be constant too.
  unfit: (before) => /\b(?:const|public|protected|private|static|readonly|var|function)\b/.test(lastLine(before)),
};

export const java: Idiom = {
  grammar: grammarOf(slashComments, tripleQuoted, quoted),
  whole: { '"': `System.getenv("${variable}")` },
  unfit: declaresConstant,
};

export const cSharp: Idiom = {
  grammar: grammarOf(slashComments, `[$@]*(?:${tripleQuoted})`, `[$@]*(?:${quoted})`),
  whole: { '"': `Environment.GetEnvironmentVariable("${variable}")` },
  unfit: declaresConstant,
};

/** Literals that stand side by side are one, and an expression cannot be part of it. */
function isJoined(before: string, after: string): boolean {
  return /["']$/.test(before.trimEnd()) || /^\s*[A-Za-z]{0,2}["']/.test(after);
}

/** What is known only when the program runs cannot begin a constant. */
function declaresConstant(before: string): boolean {
  return /\bconst\b/.test(lastLine(before));
}
