import { loadsInCSharp } from './envFileLoading.ts';
import { lastLine, type Idiom } from './idiom.ts';
import {
  setsVariableNear,
  codeBefore,
  grammarOf,
  quoted,
  referencesByLiteral,
  slashComments,
  tripleQuoted,
} from './literalIdiom.ts';

const kotlinGrammar = grammarOf(slashComments, tripleQuoted, quoted);
const cSharpGrammar = grammarOf(
  slashComments,
  String.raw`[$@]*"""+[^]*?(?:"""+|$)`,
  String.raw`\$?@\$?"(?:""|[^"])*"?`,
  String.raw`\$*(?:${quoted})`,
);

export const kotlin: Idiom = {
  read: ({ text }) =>
    referencesByLiteral(text, (variable) => ({
      grammar: kotlinGrammar,
      whole: { '"': `System.getenv("${variable}")` },
      isUnsuitable: (before, after) =>
        /\bconst\b/.test(continuedLine(before)) ||
        openBrackets(before).some(({ code }) =>
          /\bannotation\s+class\s+\w+\s*$|@[\w.:]+(?:<[^<>]*>)?\s*$/.test(code),
        ) ||
        setsVariableNear(before, after, variable),
    })),
};

export const cSharp: Idiom = {
  readsEnvFile: loadsInCSharp,
  read: ({ text }) => {
    // Without the namespace, the name is only known if the file or the project imports it.
    const isImported = /^[ \t]*(?:global[ \t]+)?using[ \t]+System[ \t]*;/m.test(text);
    const isProperty = /(?<![\w.])Environment\b(?!\s*\.\s*\w*(?:EnvironmentVariable|NewLine|MachineName|Exit))/.test(
      text,
    );
    const isOtherSystem = /(?<!\busing\s+)(?<![.\w])System\b(?!\s*\.)|\.\s*System\b/.test(text);
    const full = isOtherSystem ? 'global::System.Environment' : 'System.Environment';
    const name = isImported && !isProperty && !isOtherSystem ? 'Environment' : full;
    return referencesByLiteral(text, (variable) => ({
      grammar: cSharpGrammar,
      whole: { '"': `${name}.GetEnvironmentVariable("${variable}")` },
      isUnsuitable: (before, after) =>
        /^\s*#/.test(lastLine(before)) ||
        declaresConstant(before) ||
        isDefaultParameter(before) ||
        isPattern(before, after) ||
        isAttribute(before) ||
        setsVariableNear(before, after, variable),
    }));
  },
};

/** A constant can't have a value that's known only at run time. */
function declaresConstant(before: string): boolean {
  return /\bconst\b/.test(codeBefore(before)) || /\bconst\b[^;{}]*$/.test(before.slice(-400));
}

/** The line before a literal, with the lines that it continues. */
function continuedLine(before: string): string {
  const lines = before.slice(-400).split('\n');
  let line = lines.pop() ?? '';
  while (/[=+(,]\s*$/.test(lines.at(-1) ?? '')) {
    line = `${lines.pop() ?? ''} ${line}`;
  }
  return line;
}

function isDefaultParameter(before: string): boolean {
  return /=\s*$/.test(before) && !/(?:[=!<>]=|=>)\s*$/.test(before) && openBrackets(before, '(').length > 0;
}

/** `case`, `is`, and the arms of `switch` expressions accept only constants. */
function isPattern(before: string, after: string): boolean {
  // Object initializers have `=`, so `{ Name: "…" }` is a pattern.
  const isProperty = /[{,]\s*[\w.]+\s*:\s*$/.test(before) && openBrackets(before, '(').length === 0;
  return (
    isProperty ||
    /\b(?:case|is|or|and|not)\s*[([]?\s*$/.test(before) ||
    /^\s*\)?\s*(?:=>|(?:or|and|when)\b)/.test(after)
  );
}

function isAttribute(before: string): boolean {
  return openBrackets(before, '[').some(({ code, inside }) => {
    const isAfterValue = /[\w)\]?"']$/.test(code) || /[\w?"']\s*$/.test(code);
    // `= ["…"]` is a collection, and `(["…"])` may be one; `([Name("…")] string x)` isn't.
    const mayBeCollection = /(?:[=(,:?[>]|\breturn)\s*$/.test(code) && !/^\s*(?:\w+\s*:\s*)?\w[\w.]*\s*\(/.test(inside);
    return !isAfterValue && !mayBeCollection;
  });
}

/** The code before and inside of each bracket that is still open, the innermost first. */
function openBrackets(before: string, kind?: '(' | '['): { code: string; inside: string }[] {
  const found: { code: string; inside: string }[] = [];
  const code = before.slice(-2000).replace(/"(?:\\.|[^"\\\n])*"/g, (literal) => '_'.repeat(literal.length));
  let depth = 0;
  for (let index = code.length - 1; index >= 0; index--) {
    const character = code[index] ?? '';
    if (/[)\]}]/.test(character)) {
      depth += 1;
    } else if (/[([{]/.test(character) && depth > 0) {
      depth -= 1;
    } else if (character === ';' || (character === '{' && !/(?:\]|\bnew|=|\{)\s*$/.test(code.slice(0, index)))) {
      // A statement or a block is outside of every bracket that matters here.
      break;
    } else if (character === kind || (kind === undefined && /[([]/.test(character))) {
      found.push({ code: code.slice(0, index), inside: code.slice(index + 1) });
    }
  }
  return found;
}
