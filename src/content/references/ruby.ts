import { loadsInRuby } from './envFileLoading.ts';
import { lastLine, type Idiom } from './idiom.ts';
import { setsVariableNear, grammarOf, quoted, referencesByLiteral, type LiteralIdiom } from './literalIdiom.ts';

const grammar = grammarOf(
  String.raw`(?<![^\n])=begin\b[^]*?(?:\n=end\b.*|$)`,
  // `?"` is a character, and `$'` is a variable.
  String.raw`(?<!\w)\?["'\x60]|\$["'\x60]`,
  '#.*',
  quoted,
  '`(?:\\\\[^]|[^`\\\\])*`?',
);
/** The later arguments of `fetch` and similar methods, and values of `default:`, aren't always needed. */
const defaultBefore = /\b(?:fetch|dig|get|option)\s*\(?[^()\n]*,\s*$|\b(?:default|fallback):\s*$/;

export const ruby: Idiom = {
  readsEnvFile: loadsInRuby,
  read: ({ text }) => {
    const documents = hereDocumentsIn(text);
    const dataStart = /^__END__\r?$/m.exec(text)?.index ?? Infinity;
    // Quotes in here-documents are text.
    const code = documents.reduceRight(
      (rest, { start, end }) =>
        rest.slice(0, start) + rest.slice(start, end).replace(/[^\r\n]/g, ' ') + rest.slice(end),
      text,
    );
    const percentLiterals = percentLiteralsIn(code);
    return (site) => {
      const document = documents.find(({ start, end }) => site.start >= start && site.end <= end);
      const isInOtherLiteral = percentLiterals.some(({ start, end }) => site.start >= start && site.end <= end);
      if (site.start >= dataStart || document?.isRaw === true || isInOtherLiteral) {
        return undefined;
      }
      if (document === undefined) {
        const find = referencesByLiteral(code, (variable) => literals(variable, code, site.start));
        return find(site);
      }
      const before = text.slice(document.start, site.start);
      const isCode = before.lastIndexOf('#{') > before.lastIndexOf('}');
      return isCode ? undefined : { text: `#{ENV.fetch("${site.variable}")}`, before: '', after: '' };
    };
  },
};

function literals(variable: string, text: string, start: number): LiteralIdiom {
  const isDefault = defaultBefore.test(text.slice(text.lastIndexOf('\n', start) + 1, start - 1));
  const call = (quote: string) =>
    isDefault ? `ENV[${quote}${variable}${quote}]` : `ENV.fetch(${quote}${variable}${quote})`;
  return {
    grammar,
    whole: { '"': call('"'), "'": call("'") },
    inside: { '"': `#{ENV.fetch('${variable}')}`, '`': `#{ENV.fetch("${variable}")}` },
    isUnsuitable: (before, after) =>
      // Adjacent literals are concatenated, and `:"…"` and `"…": 1` are symbols.
      /["']\s*(?:\\\s*)?$|(?<!:):$/.test(before) ||
      /^[ \t]*(?:\\\s*)?["']|^:(?!:)/.test(after) ||
      // Patterns accept only constants.
      /^\s*in\b/.test(lastLine(before)) ||
      setsVariableNear(before, after, variable),
  };
}

/** Literals with other delimiters, such as `%q(…)` and `%w[…]`. */
function percentLiteralsIn(code: string): { start: number; end: number }[] {
  const openings = code.matchAll(/(?<![\w)\]"'])%(?:[qQwWiIrxs]([^\w\s])|([([{<|]))/g);
  return [...openings].map(({ index, 0: opening, 1: delimiter, 2: bracket }) => {
    const first = delimiter ?? bracket ?? '';
    const close = { '(': ')', '[': ']', '{': '}', '<': '>' }[first] ?? first;
    const end = code.indexOf(close, index + opening.length);
    return { start: index, end: end < 0 ? code.length : end };
  });
}

interface HereDocument {
  readonly start: number;
  readonly end: number;
  /** Whether the text has no interpolation. */
  readonly isRaw: boolean;
}

/** A file with more isn't Ruby. */
const maxUnclosed = 100;

function hereDocumentsIn(text: string): HereDocument[] {
  const documents: HereDocument[] = [];
  /** Each of these would be searched for up to the end of the file again. */
  const unclosed = new Set<string>();
  let position = 0;
  while (position < text.length && unclosed.size < maxUnclosed) {
    const lineEnd = endOfLine(text, position);
    const line = text.slice(position, lineEnd);
    position = Math.min(lineEnd + 1, text.length);
    for (const { isIndented, isRaw, word } of openingsIn(line)) {
      const closing = String.raw`^${isIndented ? '[ \\t]*' : ''}${word}\r?$`;
      const last = unclosed.has(closing) ? null : new RegExp(closing, 'm').exec(text.slice(position));
      // Without a closing delimiter, `%` is an operator.
      if (last === null) {
        unclosed.add(closing);
      } else {
        documents.push({ start: position, end: position + last.index, isRaw });
        position = Math.min(position + last.index + last[0].length + 1, text.length);
      }
    }
  }
  return documents;
}

function openingsIn(line: string): { isIndented: boolean; isRaw: boolean; word: string }[] {
  const isComment = /^\s*#/.test(line);
  return (isComment ? [] : [...line.matchAll(/(?<![\w)\]])<<([~-]?)(["'`]?)(\w+)\2/g)])
    .filter(([, indent, quote, word = '']) => indent !== '' || quote !== '' || /^[A-Z]/.test(word))
    .map(([, indent, quote, word = '']) => ({ isIndented: indent !== '', isRaw: quote === "'", word }));
}

function endOfLine(text: string, from: number): number {
  const index = text.indexOf('\n', from);
  return index < 0 ? text.length : index;
}
