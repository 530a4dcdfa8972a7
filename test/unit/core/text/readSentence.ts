interface Part {
  readonly literal: string;
  /** The index of the placeholder that follows; `undefined` at the end. */
  readonly index: number | undefined;
}

/** The literal parts of a template, such as `Sign in to {0}?`, and its placeholders. */
export function partsOf(template: string): Part[] {
  const pieces = template.split(/\{(\d)\}/);
  return pieces
    .filter((_, position) => position % 2 === 0)
    .map((literal, position) => {
      const index = pieces[2 * position + 1];
      return { literal, index: index === undefined ? undefined : Number(index) };
    });
}

/**
 * Reads a sentence as a person does: a quote ends at the next quote, and what isn't in quotes is a word.
 * @returns what is in the places of the template's placeholders; `undefined` if the sentence isn't the template's
 */
export function readSentence(template: string, sentence: string): string[] | undefined {
  const parts = partsOf(template);
  const read: string[] = [];
  let rest = sentence;
  for (const [position, { literal, index }] of parts.entries()) {
    if (!rest.startsWith(literal)) {
      return undefined;
    }
    rest = rest.slice(literal.length);
    if (index === undefined) {
      return rest === '' ? read : undefined;
    }
    const next = parts[position + 1]?.literal ?? '';
    const text = literal.endsWith('"') && next.startsWith('"') ? /^[^"]*/.exec(rest)?.[0] : readUnquoted(rest);
    if (text === undefined) {
      return undefined;
    }
    read[index] = text.replace(/^"(.*)"$/, '$1');
    rest = rest.slice(text.length);
  }
  return undefined;
}

function readUnquoted(text: string): string | undefined {
  return (/^"[^"]*"/.exec(text) ?? /^[^\s"]*[^\s".,:;?!)]/.exec(text))?.[0];
}
