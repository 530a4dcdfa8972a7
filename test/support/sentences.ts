/**
 * The sentences and labels that tests look for, by key, so that a change of wording is a change of this file alone.
 * `wording.test.ts` checks that the extension really has each of them.
 */
const sentences = {
  clipboardHasNoToken:
    'The clipboard contains no token. Select or copy one ("apiv3_" followed by 86 characters) and try again.',
  diskFull: 'The disk is full, so the extension couldn\'t write its files in "{0}". Free up some space and try again.',
  invalidDuration: '"{0}" isn\'t a valid duration. {1}',
  newTokenNoLongerAccepted: 'The server no longer accepts the new token "{0}". Undo the rotation.',
  newTokenRejected: 'The server rejected the new token "{0}".',
  noRotations: 'There are no rotations to finish or undo.',
  noStoredTokenAccepted: '{0} accepts none of the stored tokens. Sign in with a token that works.',
  operatorTokenReplacedElsewhere:
    'Someone else replaced the operator token in the meantime. Refresh the list and try again.',
  rotationBeingUndone: 'This rotation is being undone. It can no longer be finished.',
  rotationInProgress: 'A rotation of "{0}" is still in progress. Finish or undo it first.',
  rotationMayHaveCreated: '"{0}" may already have been created. "{1}" still works, and no files were changed.',
  rotationOldTokenUncertain: 'The files were updated. The old token may no longer work.',
  rotationStopped: 'The rotation of "{0}" on {1} stopped.',
  selectionHasNoToken:
    'The selection contains no token. Select one ("apiv3_" followed by 86 characters) and try again.',
  severalTokensFound: 'Found {0} tokens. Select just one and try again.',
  tokenCreated: 'The token "{0}" was created on {1}.',
  tokenCreatedElsewhere: 'Someone else created a token named "{0}" in the meantime. Choose a different name.',
  tokenMissingFromStorage:
    'The token "{0}" is missing from VS Code\'s secret storage. If you can\'t restore it, discard the rotation with "Finish or Undo Rotation".',
  tokenNameMissing: 'Enter a name for the token, such as "ci-writer".',
  tokenNameTaken:
    'The server already has a token with this name (expired tokens count). Choose a different name, or delete that token first.',
  tokenNotFound: 'The server has no token named "{0}". It may already have been deleted.',
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
