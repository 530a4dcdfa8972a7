/** The code of a character, in a form that can't be mistaken for the character. */
export function code(character: string): string {
  if (character === '\n' || character === '\u2028' || character === '\u2029') {
    return '⏎';
  }
  return `⟨${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

export function codes(text: string): string {
  return [...text].map(code).join('');
}
