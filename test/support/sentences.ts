/**
 * The sentences and labels that tests look for, by key, so that a change of wording is a change of this file alone.
 * `wording.test.ts` checks that the extension really has each of them.
 */
const sentences = {
  caFileNotAbsolute: '"caFile" must be an absolute path or start with ~/.',
  caFileOnNetworkShare: '"caFile" can\'t be on a network share in workspace settings.',
  durationHint: 'Enter a duration such as 30d, 12h, or 1y, or enter "never".',
  durationInvalid: '"{0}" isn\'t a valid duration. {1}',
  emptyName: '(empty name)',
  expirationNegative: "An expiration can't be negative. {0}",
  expirationTooLong: 'The maximum expiration is 100 years. For a token that never expires, enter "never".',
  expirationTooShort:
    'This token would expire as soon as it\'s created. For a token that never expires, enter "never".',
  expirationWithoutUnit: 'Add a unit to {0}: for example, {0}d for days or {0}h for hours.',
  nameIsToken: 'This is a token, not a name. Keep it secret and enter a name.',
  rotationDoneOldStored: 'Everything is done, but the old token may still be stored on this machine.',
  rotationFilesPartlyUpdated:
    '"{0}" is stored on this machine. Each file contains either the old token or the new one.',
  rotationFilesUpdatedOldMayNotWork: 'The files were updated. The old token may no longer work.',
  rotationFilesUpdatedOldRevoked: 'The files were updated, and the old token no longer works.',
  rotationFilesUpdatedOldWorks: 'The files were updated. "{0}" still works.',
  rotationFinishAsksAboutOldToken: 'Finishing asks what to do with the old token.',
  rotationFinishAsksBeforeRetiring: 'Finishing asks again before it retires the old token.',
  rotationFinishAsksOccurrences: 'Finishing asks which occurrences to update.',
  rotationFinishChecksFirst: 'Finishing checks the server first and never creates a token twice.',
  rotationFinishCleansUp: 'Finishing checks the server first, and then cleans up.',
  rotationFinishDeletesOldToken: 'Finishing deletes it from this machine.',
  rotationFinishUpdatesFiles: 'Finishing updates the remaining files.',
  rotationOnlyUndo: 'It can only be undone, which restores the remaining files.',
  rotationOperatorMaybeReplaced: 'The operator token may already have been replaced. No files were changed.',
  rotationOperatorReplaced:
    'The operator token was replaced, and the new one is stored on this machine. Files still contain the old one.',
  rotationPartlyUndone: 'Some files contain the old token again.',
  rotationStopped: 'The rotation of "{0}" on {1} stopped.',
  rotationTokenCreated:
    '"{0}" was created and is stored on this machine. "{1}" still works, and no files were changed.',
  rotationTokenMaybeCreated: '"{0}" may already have been created. "{1}" still works, and no files were changed.',
  seeLog: 'See the log for details.',
  serverEntryCaFile: '"caFile" must be the path to a PEM file.',
  serverEntryName: '"name" must be a single line of 1 to {0} characters.',
  serverEntryNotAnObject: 'The entry must be an object with a name and a URL.',
  serverEntryUnnamed: 'Entry {0}',
  serverEntryUrl: '"url" must be a string such as "https://localhost:8181".',
  serverEntryVerifyCertificate: '"verifyCertificate" must be true or false.',
  serverListNotAList: 'The setting must be a list.',
  serverListedTwice: 'This URL is listed twice, first as "{0}". Remove one of the entries.',
  serverNameAmbiguous: 'Several servers are named "{0}": {1}. Use the URL instead.',
  serverNameInvalid: 'Use a single line of up to {0} characters, without characters that change the text direction.',
  serverNameMissing: 'Enter a name for the server, such as "Local".',
  serverNameTaken: 'Another server is already named "{0}". Choose a different name.',
  serverNotFound: 'There is no server named "{0}". To add it, use "InfluxDB 3: Add Server".',
  serverUrlInvalid: "This isn't a valid URL. Enter a URL such as https://localhost:8181.",
  serverUrlMissing: 'Enter a URL, such as https://localhost:8181.',
  serverUrlWithCredentials: 'Remove the user name and password from the URL. You enter the token when you sign in.',
  serverUrlWithOtherScheme: 'InfluxDB uses http or https, not {0}.',
  serverUrlWithQuery: 'Remove "?" or "#" and everything after it. Enter only the base URL.',
  serverUrlWithSpaces: "A URL can't contain spaces or line breaks.",
  serverUrlWithToken: 'This URL contains a token. Keep it secret, and enter only the base URL.',
  serverUrlWithoutScheme: 'Start the URL with http:// or https://, for example, https://localhost:8181.',
  tokenCreated: 'The token "{0}" was created on {1}.',
  tokenNameIsOperator: '{0} is the name of the operator token. Choose a different name.',
  tokenNameMalformed: 'The name contains an invalid character.',
  tokenNameMissing: 'Enter a name for the token, such as "ci-writer".',
  tokenNameTaken:
    'The server already has a token with this name (expired tokens count). Choose a different name, or delete that token first.',
  tokenNameTooLong: 'A name can have up to {0} characters; this one has {1}.',
  tokenNameWithLineBreak: "A name can't contain line breaks or control characters.",
  tokenNoLongerAccepted: "The server no longer accepts the token you're signed in with.",
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
