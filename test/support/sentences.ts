/**
 * The sentences and labels that tests look for, by key, so that a change of wording is a change of this file alone.
 * `wording.test.ts` checks that the extension really has each of them.
 */
const sentences = {
  namedTokenNotChecked: '{0} on {1}, not checked: the server is unreachable or signed out',
  storedTokenNotChecked: 'stored for {0}, not checked: the server is unreachable or signed out',
  tokenCreated: 'The token "{0}" was created on {1}.',
  tokenNotChecked: 'not checked: a server is unreachable, signed out, or not listed',
  tokenNotRecognized: 'not recognized by any of your servers',
} as const;

export type SentenceKey = keyof typeof sentences;

/** The sentence with its placeholders filled in order; what isn't given stays a placeholder. */
export function sentence(key: SentenceKey, ...values: readonly (string | number)[]): string {
  return sentences[key].replace(/\{(\d)\}/g, (placeholder, index: string) =>
    String(values[Number(index)] ?? placeholder),
  );
}

/** Matches text that contains the sentence; a value that isn't given matches anything. */
export function sentencePattern(key: SentenceKey, ...values: readonly (string | number | undefined)[]): RegExp {
  const source = escaped(sentences[key]).replace(/\\\{(\d)\\\}/g, (_, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? '[^]*' : escaped(String(value));
  });
  return new RegExp(source);
}

/** All sentences, for the check that the extension has them. */
export const allSentences: readonly string[] = Object.values(sentences);

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
