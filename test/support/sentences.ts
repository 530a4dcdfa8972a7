/**
 * The sentences and labels that tests look for, by key, so that a change of wording is a change of this file alone.
 * `wording.test.ts` checks that the extension really has each of them.
 */
const sentences = {
  copy: 'Copy',
  copyNamed: 'Copy "{0}"',
  days: '{0} days',
  editorReadOnly: '"{0}" is read-only. Click where you want the token in a different file, and try again.',
  excludeFix: "Don't report tokens in this file",
  expiredAgo: 'expired {0} ago',
  expiresIn: 'expires in {0}',
  lineAndColumn: 'Line {0}, column {1}',
  locationAndToken: '{0}: {1}',
  namedTokenNotChecked: '{0} on {1}, not checked: the server is unreachable or signed out',
  neverExpires: 'never expires',
  noActiveEditor: "There's no active editor. Click where you want the token in a file, and try again.",
  notInserted:
    'Nothing was inserted into "{0}": it\'s read-only, or it was changed or closed in the meantime. Click where you want the token, and try again.',
  occurrences: '{0} occurrences',
  operatorToken: 'operator token',
  replaceFix: 'Replace with {0}',
  rotate: 'Rotate',
  rotateFix: 'Rotate "{0}"...',
  rotateNamed: 'Rotate "{0}"',
  server: 'Server',
  signInFirst: 'Sign in to "{0}" first.',
  storedInVsCode: "Stored in VS Code's secret storage",
  storedTokenNotChecked: 'stored for {0}, not checked: the server is unreachable or signed out',
  tokenCreated: 'The token "{0}" was created on {1}.',
  tokenIdentified: '{0} on {1}, {2}',
  tokenNotChecked: 'not checked: a server is unreachable, signed out, or not listed',
  tokenNotRecognized: 'not recognized by any of your servers',
  tokenNotStored:
    'The token string of "{0}" isn\'t stored on this machine, and {1} never shows it again. Only tokens that were created here or used to sign in are stored.',
  tokenOnServer: '{0} on {1}',
  unsaved: 'unsaved',
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
