interface ShellFrame {
  readonly kind:
    | 'comment'
    | 'single'
    | 'dollarSingle'
    | 'double'
    | 'expansion'
    | 'substitution'
    | 'backquote'
    | 'arithmetic'
    | 'hereDocument'
    | 'rawHereDocument';
  readonly start: number;
}

interface HereDocument {
  readonly word: string;
  readonly isRaw: boolean;
  readonly isIndented: boolean;
}

/** The word that ends a here-document can have any quoted parts, as in `<<E'O'F`. */
const hereDocumentStart =
  /<<(-?)[ \t]*((?:\\.|"[^"\n]*"|'[^'\n]*'|[^\s"'\\;&|()<>`#])(?:\\.|"[^"\n]*"|'[^'\n]*'|[^\s"'\\;&|()<>`])*)/y;

/** Reads a script up to an offset. @returns the frames that are open there, the innermost last */
export function shellFramesAt(text: string, offset: number): ShellFrame[] {
  const frames: ShellFrame[] = [];
  const documents: HereDocument[] = [];
  let depth = 0;
  const depths: number[] = [];
  // Counted, because looking for them in all open frames takes quadratic time.
  const open = { backquote: 0, arithmetic: 0 };
  const count = (kind: ShellFrame['kind'] | undefined, change: 1 | -1) => {
    if (kind === 'backquote' || kind === 'arithmetic') {
      open[kind] += change;
    }
  };
  const push = (kind: ShellFrame['kind'], start: number) => {
    count(kind, 1);
    frames.push({ kind, start });
    depths.push(depth);
    depth = 0;
  };
  const pop = () => {
    count(frames.pop()?.kind, -1);
    depth = depths.pop() ?? 0;
  };
  let index = 0;
  while (index < offset) {
    const character = text[index] ?? '';
    const top = frames.at(-1)?.kind;
    const start = index;
    index += 1;
    if (top === 'comment') {
      if (character === '\n') {
        pop();
        index -= 1;
      }
    } else if (top === 'single') {
      if (character === "'") {
        pop();
      }
    } else if (character === '\\') {
      index += 1;
    } else if (top === 'dollarSingle') {
      if (character === "'") {
        pop();
      }
    } else if (character === '"') {
      if (top === 'double') {
        pop();
      } else {
        push('double', start);
      }
    } else if (character === '`') {
      if (open.backquote > 0) {
        while (frames.at(-1)?.kind !== 'backquote') {
          pop();
        }
        pop();
      } else {
        push('backquote', start);
      }
    } else if (text.startsWith('$((', start)) {
      push('arithmetic', start);
      index += 2;
    } else if (character === '$' && text[index] === '(') {
      push('substitution', start);
      index += 1;
    } else if (character === '$' && text[index] === '{') {
      push('expansion', start);
      index += 1;
    } else if (character === '}' && top === 'expansion') {
      pop();
    } else if (top === 'double') {
      continue;
    } else if (character === "'") {
      // In `"${X:-'…'}"`, single quotes are text.
      if (top !== 'expansion' || frames.at(-2)?.kind !== 'double') {
        push(text[start - 1] === '$' ? 'dollarSingle' : 'single', start);
      }
    } else if (top === 'expansion') {
      continue;
    } else if (character === '#' && /^$|[\s;&|()`]/.test(text[start - 1] ?? '')) {
      push('comment', start);
    } else if (character === '(' && text[index] === '(' && top !== 'arithmetic') {
      push('arithmetic', start);
      index += 1;
    } else if (character === '(') {
      depth += 1;
    } else if (character === ')') {
      if (depth > 0) {
        depth -= 1;
      } else if (top === 'substitution') {
        pop();
      } else if (top === 'arithmetic') {
        pop();
        index += text[index] === ')' ? 1 : 0;
      }
    } else if (character === '<' && text.startsWith('<<<', start)) {
      index += 2;
    } else if (character === '<' && open.arithmetic === 0) {
      hereDocumentStart.lastIndex = start;
      const match = hereDocumentStart.exec(text);
      if (match !== null) {
        const [whole, dash, quotedWord = ''] = match;
        const word = quotedWord.replace(/\\(.)|["']/g, '$1');
        documents.push({ word, isRaw: word !== quotedWord, isIndented: dash !== '' });
        index = start + whole.length;
      }
    } else if (character === '\n') {
      for (const { word, isRaw, isIndented } of documents.splice(0)) {
        const end = endOfHereDocument(text, index, word, isIndented);
        if (offset < end.start) {
          return [...frames, { kind: isRaw ? 'rawHereDocument' : 'hereDocument', start: index }];
        }
        index = end.after;
      }
    }
  }
  return frames;
}

function endOfHereDocument(
  text: string,
  from: number,
  word: string,
  isIndented: boolean,
): { start: number; after: number } {
  let start = from;
  while (start < text.length) {
    const lineEnd = text.indexOf('\n', start);
    const after = lineEnd < 0 ? text.length : lineEnd;
    const line = text.slice(start, after).replace(/\r$/, '');
    if ((isIndented ? line.replace(/^\t+/, '') : line) === word) {
      return { start, after };
    }
    start = after + 1;
  }
  return { start: text.length + 1, after: text.length };
}
