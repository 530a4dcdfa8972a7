import { isSelfReference, type Idiom } from './idiom.ts';
import { codeAround, grammarOf, quoted, referencesByLiteral, slashComments, tripleQuoted } from './literalIdiom.ts';

const kotlinGrammar = grammarOf(slashComments, tripleQuoted, quoted);
const cSharpGrammar = grammarOf(
  slashComments,
  String.raw`[$@]*"""+[^]*?(?:"""+|$)`,
  String.raw`\$?@\$?"(?:""|[^"])*"?`,
  String.raw`\$*(?:${quoted})`,
);

export const kotlin: Idiom = {
  readsEnvFile: true,
  read: ({ text }) =>
    referencesByLiteral(text, (variable) => ({
      grammar: kotlinGrammar,
      whole: { '"': `System.getenv("${variable}")` },
      isUnsuitable: (before, after) =>
        declaresConstant(before) ||
        openBrackets(before).some((code) => /@[\w.:]+(?:<[^<>]*>)?\s*$/.test(code)) ||
        isSelfReference(...codeAround(before, after), variable),
    })),
};

export const cSharp: Idiom = {
  readsEnvFile: true,
  read: ({ text }) => {
    // Without the namespace, the name is only known if the file or the project imports it.
    const name = /^\s*(?:global\s+)?using\s+System\s*;/m.test(text) ? 'Environment' : 'System.Environment';
    return referencesByLiteral(text, (variable) => ({
      grammar: cSharpGrammar,
      whole: { '"': `${name}.GetEnvironmentVariable("${variable}")` },
      isUnsuitable: (before, after) =>
        declaresConstant(before) ||
        isDefaultParameter(before) ||
        isPattern(before, after) ||
        isAttribute(before) ||
        isSelfReference(...codeAround(before, after), variable),
    }));
  },
};

/** A constant can't have a value that's known only at run time. */
function declaresConstant(before: string): boolean {
  return /\bconst\b/.test(codeAround(before, '')[0]) || /\bconst\b[^;{}]*$/.test(before.slice(-400));
}

function isDefaultParameter(before: string): boolean {
  return /=\s*$/.test(before) && !/(?:[=!<>]=|=>)\s*$/.test(before) && openBrackets(before, '(').length > 0;
}

/** `case`, `is`, and the arms of `switch` expressions accept only constants. */
function isPattern(before: string, after: string): boolean {
  return /\b(?:case|is|or|and|not)\s*\(?\s*$/.test(before) || /^\s*\)?\s*(?:=>|(?:or|and|when)\b)/.test(after);
}

function isAttribute(before: string): boolean {
  return (
    openBrackets(before, '[').some((code) => !/[\w)\]?]\s*$/.test(code)) &&
    /\[\s*(?:\w+\s*:\s*)?[A-Z@][\w.]*(?:<[^<>]*>)?\s*\([^[]*$/.test(before.slice(-2000))
  );
}

/** The code before each bracket that is still open, the innermost first. */
function openBrackets(before: string, kind?: '(' | '['): string[] {
  const found: string[] = [];
  const code = before.slice(-2000).replace(/"(?:\\.|[^"\\\n])*"/g, (literal) => '_'.repeat(literal.length));
  let depth = 0;
  for (let index = code.length - 1; index >= 0; index--) {
    const character = code[index] ?? '';
    // A block or the end of a statement is outside of every bracket that matters here.
    if (/[;{}]/.test(character) && depth === 0) {
      const isInitializer = character === '{' && /(?:\[\]|\]|new|=)\s*$/.test(code.slice(0, index));
      if (!isInitializer) {
        break;
      }
      continue;
    }
    if (/[)\]}]/.test(character)) {
      depth += 1;
    } else if (/[([{]/.test(character)) {
      depth -= 1;
      if (depth < 0) {
        depth = 0;
        if (kind === undefined || kind === character) {
          found.push(code.slice(0, index));
        }
      }
    }
  }
  return found;
}
