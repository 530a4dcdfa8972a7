/**
 * The sentences and labels that tests look for, by key, so that a change of wording is a change of this file alone.
 * `wording.test.ts` checks that the extension really has each of them.
 */
const sentences = {
  addedServer: 'Added the server "{0}". Sign in with a token, or create the operator token if this is a new server.',
  anyoneCanCreateOperatorToken: 'No operator token: anyone can create it',
  approvalNeeded: 'Needs Your Approval...',
  argumentInvalid: 'The argument "{0}" is unknown or has the wrong type.',
  cannotBeUpdated: "Can't be updated: {0}",
  checkAgain: 'Check Again',
  chooseCaFile: 'Choose Certificate Authority File...',
  clipboardSignInQuestion: 'Sign in to {0} with the token on the clipboard?',
  connect: 'Connect',
  connectQuestionDetail:
    'Nothing has been sent to this server yet. Connect only if you know this address: it receives the tokens that you use with it.',
  copiedToken: 'Copied the token "{0}" to the clipboard.',
  copy: 'Copy',
  copyAgain: 'Copy Again',
  copyAndSignOut: 'Copy and Sign Out',
  copyNamed: 'Copy "{0}"',
  createdUnknown: 'Couldn\'t check whether the token "{0}" was created on {1}.',
  createOperatorTokenQuestion: 'Create the operator token for {0}?',
  createToken: 'Create Token',
  days: '{0} days',
  deleteAndRecreate: 'Delete and Recreate',
  deleteNewToken: 'Delete New Token',
  deleteNewTokenQuestion: 'The rotation of "{0}" was undone. Delete the new token "{1}"?',
  deleteOldToken: 'Delete Old Token',
  deleteTokenQuestion: 'Delete the token "{0}" from {1} ({2})?',
  deletingSignsOut: "You're signed in with this token. Deleting it signs you out.",
  differentServer: 'different server',
  differentServerError:
    "A different InfluxDB server than the one you signed in to is responding at this URL. The token wasn't sent. Sign in again, or trust the server if it's the right one.",
  editorReadOnly: '"{0}" is read-only. Click where you want the token in a different file, and try again.',
  emptyName: '(empty name)',
  entryNotObject: 'The entry must be an object with a name and a URL.',
  excludeFix: "Don't report tokens in this file",
  expiredAgo: 'expired {0} ago',
  expiresAtOnce: 'This token would expire as soon as it\'s created. For a token that never expires, enter "never".',
  expiresIn: 'expires in {0}',
  fileContainsOldOrNew: '"{0}" is stored on this machine. Each file contains either the old token or the new one.',
  filesContainToken: 'Files in the workspace that contain it: {0}.',
  filesUpdatedOldWorks: 'The files were updated. "{0}" still works.',
  fileWithReason: '{0} ({1})',
  finish: 'Finish',
  hardLinked: 'hard-linked under another name',
  hashPrefix: 'SHA-512 prefix',
  inAnHour: 'In an hour',
  insertAtCursor: 'Insert at Cursor',
  insertReference: 'Insert Reference',
  insertToken: 'Insert Token',
  lineAndColumn: 'Line {0}, column {1}',
  locationAndToken: '{0}: {1}',
  namedTokenNotChecked: '{0} on {1}, not checked: the server is unreachable or signed out',
  neverExpires: 'never expires',
  noActiveEditor: "There's no active editor. Click where you want the token in a file, and try again.",
  noFilesContainToken: 'No files in the workspace contain it.',
  noRotations: 'There are no rotations to finish or undo.',
  notConnected: 'not connected',
  notInserted:
    'Nothing was inserted into "{0}": it\'s read-only, or it was changed or closed in the meantime. Click where you want the token, and try again.',
  notLikeToken: "This doesn't look like a token created by InfluxDB. Try it anyway?",
  notSignedIn: 'not signed in',
  notUpdated: 'Not updated: {0}.',
  occurrences: '{0} occurrences',
  oneOccurrence: '1 occurrence',
  onlyCopy: "This removes the only copy of the token on this machine. The server shows a token only when it's created.",
  openTerminal: 'Open Terminal',
  operator: 'operator',
  operatorToken: 'operator token',
  operatorTokenMayBeReplaced: 'The operator token may already have been replaced. No files were changed.',
  operatorTokenNeverReceived:
    'The operator token was replaced, but the new token string was never received, so nobody has it. Restart the server with --admin-token-recovery-http-bind, and then recover the token through the recovery port.',
  operatorTokenNotStored:
    "The operator token was replaced, but the new one isn't stored on this machine. If this rotation replaced it, the token string was never received and nobody has it. If someone else replaced it, their token stops working.",
  operatorTokenReplaced: "The operator token of {0} was replaced, and you're signed in with the new one.",
  reachable: 'reachable',
  recover: 'Recover',
  recoverQuestion: 'Replace the operator token of {0} ({1}) through {2}?',
  recreatedElsewhere: '"{0}" was recreated in the meantime, and the new token is stored on this machine.',
  regenerate: 'Regenerate',
  regenerateAgainQuestion: 'Regenerate the operator token of {0} ({1}) again?',
  regenerateFirst: 'Regenerate now, then update files',
  regenerateNowQuestion: 'Regenerate the operator token of {0} ({1}) now?',
  remindMeLater: 'Remind Me Later',
  replaceFix: 'Replace with {0}',
  reservedName: '{0} is the name of the operator token. Choose a different name.',
  respondedAndAccepted: '{0} responded in {1} ms and accepted the token. It runs InfluxDB {2}.',
  respondedSignedOut: '{0} responded in {1} ms. Sign in to see its version and tokens.',
  rotate: 'Rotate',
  rotatedAndDeleted: '"{0}" on {1} was rotated to "{2}", and the old token was deleted.',
  rotatedReminder: 'rotated, reminder {0}',
  rotatedReminderLater: '"{0}" on {1} was rotated to "{2}". You\'ll be reminded about the old token.',
  rotateFix: 'Rotate "{0}"...',
  rotateNamed: 'Rotate "{0}"',
  rotationInterrupted: 'The rotation of "{0}" on {1} was interrupted.',
  rotationStopped: 'The rotation of "{0}" on {1} stopped.',
  rotationTokenStored: '"{0}" was created and is stored on this machine. "{1}" still works, and no files were changed.',
  rotationUndone: 'The rotation of "{0}" on {1} was undone. The old token works as before.',
  sameAsBefore: 'Same as before',
  savedElsewhere: "I've Saved It",
  selectOccurrences: 'Rotate "{0}": Select Occurrences to Update',
  server: 'Server',
  serverLabel: 'Server {0}, {1}',
  serverNameInvalid: '"name" must be a single line of 1 to {0} characters.',
  serverNamePrompt: 'Name to show for {0}',
  serverRejectedToken:
    "The server rejected the token: it's unknown, expired, or deleted (the server doesn't say which). Sign in with a token that works.",
  showFiles: 'Show Files',
  signedIn: 'signed in',
  signedInWithIt: "You're signed in to this server with it.",
  signInAgain: 'Sign In Again...',
  signInFirst: 'Sign in to "{0}" first.',
  startUrlWithHttp: 'Start the URL with http:// or https://, for example, https://localhost:8181.',
  stillStored: 'The token "{0}" for {1} is still stored on this machine. Have you saved it where you need it?',
  stored: 'stored',
  storedInSecretStorage: "It's stored in VS Code's secret storage.",
  storedInVsCode: "Stored in VS Code's secret storage",
  storedTokenNotChecked: 'stored for {0}, not checked: the server is unreachable or signed out',
  testConnection: 'Test Connection',
  tokenCreated: 'The token "{0}" was created on {1}.',
  tokenIdentified: '{0} on {1}, {2}',
  tokenNeverReceived:
    'The token "{0}" was created, but its token string was never received, so nobody has it. Delete the token and create it again.',
  tokenNotChecked: 'not checked: a server is unreachable, signed out, or not listed',
  tokenNotRecognized: 'not recognized by any of your servers',
  tokenNotStored:
    'The token string of "{0}" isn\'t stored on this machine, and {1} never shows it again. Only tokens that were created here or used to sign in are stored.',
  tokenOnServer: '{0} on {1}',
  tokenRejected: 'token rejected',
  trackedByGit: '{0} · tracked by Git',
  trackedNotSelected: 'tracked by Git and not selected',
  trustCertificateAuthority: 'Trust Certificate Authority',
  trustServer: 'Trust Server',
  trustServerMessage: 'Trust Server...',
  trustServerQuestion: 'Trust the InfluxDB server at {0} with your token for "{1}"?',
  undo: 'Undo',
  unfinishedRotation: 'unfinished rotation',
  unknownAuthority:
    "The server's certificate was issued by an authority that this machine doesn't trust. Set \"caFile\" in the server's entry to that authority's certificate.",
  unnamedEntry: 'Entry {0}',
  unreachable: 'unreachable',
  unsaved: 'unsaved',
  updatedOccurrencesInFiles: 'Updated {0} occurrences in {1} files.',
  useForThisServer: 'Use for This Server',
  useReferenceInstead: '{0}: use {1} instead',
  welcome:
    "No InfluxDB 3 servers have been added yet.\n\n[Add Server](command:influxdb3Tokens.addServer)\n\nTokens are stored in VS Code's secret storage. They're never shown and never written to settings.",
  whenToRemind: 'When do you want to be reminded?',
  withoutDowntime: 'Without downtime: move files to a named token first',
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
