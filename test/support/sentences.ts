/** Only this file changes with the wording. `wording.test.ts` checks that the extension has each sentence. */
const sentences = {
  creatingInterrupted: 'Creating the token "{0}" on {1} was interrupted.',
  creatingOperatorInterrupted: 'Creating the operator token for {0} was interrupted.',
  creatingToken: 'Creating the token "{0}"...',
  unexpectedError: 'An unexpected error occurred. See the log for details.',
  addToEnvironmentFile: 'Add to .env',
  addToEnvironmentFileQuestion: 'Add the new token to "{0}" as {1}?',
  addToEnvironmentFilesQuestion: 'Add the new token to these env files? {0}',
  addedServer: 'Added the server "{0}". Sign in with a token, or create the operator token if this is a new server.',
  anyoneCanCreateOperatorToken: 'No operator token: anyone can create one',
  approvalNeeded: 'Approve Server...',
  approvalsFromNewerVersion:
    'Your approvals for this server were stored by a newer version of this extension. Update the extension, or remove the server and add it again.',
  approveServer: 'Approve Server',
  approveServerDetail:
    'Nothing has been sent to this server yet. Approve it only if you recognize this URL: the server receives the tokens that you use with it.',
  approveServerQuestion: 'This workspace defines the server "{0}" at {1}. Approve it?',
  argumentInvalid: 'The argument "{0}" is unknown or has the wrong type.',
  argumentsNotAnObject: 'This command takes an arguments object, for example, { "server": "Local" }.',
  caFileCorrupt: 'A certificate in "{0}" is corrupt. Set "caFile" to a different file.',
  caFileNotAbsolute: '"caFile" must be an absolute path or start with ~/.',
  caFileNotCertificates:
    '"{0}" isn\'t a regular file, or it\'s too large for a certificate authority file. Set "caFile" to a different file.',
  caFileOnNetworkShare: '"caFile" can\'t be on a network share in workspace settings.',
  caFileUnreadable: "Couldn't read the certificate authority file: {0}",
  caFileWithoutCertificate:
    'The file "{0}" contains no PEM certificate ("-----BEGIN CERTIFICATE-----"). Set "caFile" to a different file.',
  cannotBeUpdated: "Can't be updated: {0}",
  certificateExpired: "The server's certificate has expired. Ask the server's administrator to renew it.",
  certificateFileChanged:
    'The certificate is still verified, but "caFile" or the file\'s contents have changed since you approved them. Current file: {0}',
  certificateNotVerified: 'Its certificate is no longer verified, so any server could impersonate it.',
  certificateNotYetValid: "The server's certificate isn't valid yet. Check the clocks on this machine and the server.",
  certificateSelfSigned:
    'The server uses a self-signed certificate. If you trust it, set "caFile" in the server\'s settings entry to that certificate.',
  checkAgain: 'Check Again',
  checkingServer: 'Checking {0}...',
  chooseCaFile: 'Choose Certificate Authority File...',
  clipboardHasNoToken:
    'The clipboard contains no token. Select or copy one ("apiv3_" followed by 86 characters) and try again.',
  clipboardSignInQuestion: 'Sign in to {0} with the token on the clipboard?',
  clipboardWithTokens: 'The clipboard contains {0} different tokens. Copy just one and try again.',
  clipboardWithoutToken:
    'The clipboard contains no token. Copy one ("apiv3_" followed by 86 characters) and try again.',
  copiedToken: 'Copied the token "{0}" to the clipboard.',
  copy: 'Copy',
  copyAgain: 'Copy Again',
  copyAndSignOut: 'Copy and Sign Out',
  copyNamed: 'Copy "{0}"',
  createdUnknown: 'Couldn\'t check whether the token "{0}" was created on {1}.',
  createOperatorTokenQuestion: 'Create the operator token for {0}?',
  createToken: 'Create Token',
  createTokenHere: 'Create Token Here',
  createTokenHereFix: 'Create Token Here...',
  days: '{0} days',
  deleteAndRecreate: 'Delete and Recreate',
  deleteNewToken: 'Delete New Token',
  deleteNewTokenQuestion: 'The rotation of "{0}" was undone. Delete the new token "{1}"?',
  deleteOldToken: 'Delete Old Token',
  deleteTokenQuestion: 'Delete the token "{0}" from {1} ({2})?',
  deletingSignsInWith: "You're signed in with this token. After it's deleted, you'll be signed in with \"{0}\".",
  dontAdd: "Don't Add",
  differentServer: 'different server',
  differentServerError:
    "A different InfluxDB server than the one you signed in to is responding at this URL. The token wasn't sent. Sign in again, or trust the server if it's the right one.",
  discardRotation: 'Discard Rotation',
  diskFull: 'The disk is full, so the extension couldn\'t write its files in "{0}". Free up some space and try again.',
  durationHint: 'Enter a duration such as 30d, 12h, or 1y, or enter "never".',
  durationInvalid: '"{0}" isn\'t a valid duration. {1}',
  editCaFile: 'Certificate Authority File',
  editName: 'Name',
  editStopUsingCaFile: 'Stop Using Certificate Authority File',
  editUrl: 'URL',
  editVerificationOff: 'Turn Off Certificate Verification',
  editVerificationOn: 'Turn On Certificate Verification',
  editorReadOnly:
    '"{0}" is read-only. Open a different file, place the cursor where you want the token, and try again.',
  emptyName: '(empty name)',
  entryNotObject: 'The entry must be an object with a name and a URL.',
  excludeFix: "Don't Report Tokens in This File",
  expirationNegative: "The duration can't be negative. {0}",
  expirationTooLong: 'The maximum duration is 100 years. For a token that never expires, enter "never".',
  expirationWithoutUnit: 'Add a unit to {0}: for example, {0}d for days or {0}h for hours.',
  expiredAgo: 'expired {0} ago',
  expiresAtOnce: 'This token would expire as soon as it\'s created. For a token that never expires, enter "never".',
  expiresIn: 'expires in {0}',
  extensionFilesFailed: 'The extension couldn\'t read or write its files in "{0}": {1}',
  extensionFilesNoAccess:
    'The extension doesn\'t have access to its files in "{0}". Check the folder\'s permissions and try again.',
  fileContainsOldOrNew:
    'The new token "{0}" is stored on this machine. Files contain the old token or the new one, and one of them might be only partly updated.',
  filesContainToken: 'Files in the workspace that contain it: {0}.',
  filesUpdatedOldWorks: 'The selected files were updated. "{0}" still works.',
  fileWithReason: '{0} ({1})',
  finish: 'Finish Rotation',
  foundTokenNotAllowed:
    'The token found in files has the same hash prefix as "{0}", but {1} doesn\'t allow it to list tokens, so it can\'t be verified. Create a new token and insert it instead.',
  readOnly: 'read-only',
  contentBeforeUpdate: 'The content of "{0}" from before the update is in "{1}".',
  hashPrefix: 'SHA-512 prefix',
  hostNotFound: "Couldn't find the host {0}. Check the spelling.",
  inAnHour: 'In an hour',
  insertAtCursor: 'Insert at Cursor',
  insertReference: 'Insert Reference',
  insertToken: 'Insert Token',
  insertTokenFix: 'Insert Token...',
  keepNewToken: 'Keep New Token',
  keepOldToken: 'Keep Old Token',
  lastToken:
    '"{0}" is the only token stored on this machine that {1} accepts, so it wasn\'t deleted. Sign in with another token and try again.',
  lineAndColumn: 'Line {0}, column {1}',
  listIncomplete: 'The list might be incomplete.',
  loadingTokens: 'Loading tokens for {0}...',
  locationAndToken: '{0}: {1}',
  machineIdFilesCorrupt: 'The "{0}" files in "{1}" are corrupt. Delete them and try again.',
  namedTokenNotChecked: "{0} on {1} (not checked because the server is unreachable or you're not signed in)",
  nameIsToken: 'This is a token, not a name. Keep the token secret and enter a name.',
  neverExpires: 'never expires',
  newTokenNoLongerAccepted: 'The server no longer accepts the new token "{0}". Undo the rotation.',
  newTokenRejected: 'The server rejected the new token "{0}".',
  noActiveEditor: "There's no active editor. Open a file, place the cursor where you want the token, and try again.",
  noCertificateFile: 'none',
  noFilesContainToken: "No files in the workspace contain it (node_modules and .git weren't searched).",
  noRotations: 'There are no rotations to finish or undo.',
  noStoredTokenAccepted: '{0} rejects all stored tokens. Sign in with a token that works.',
  noStoredTokenAllowed: "{0} doesn't allow any stored token to list tokens. Sign in with an admin token.",
  noSpareToken:
    "No other working token for this server is stored on this machine. If the response is lost, you can replace the operator token again only through the server's recovery port. To be safe, create a named token first.",
  noStoredTokens: 'No tokens for {0} are stored on this machine.',
  notAllowed:
    "The server doesn't allow this request: the token works but isn't allowed to do this, or a proxy is blocking it. Sign in with an admin token, or check the proxy.",
  notAllowedToList: 'not allowed to list tokens',
  notAProxy: '{0} doesn\'t respond like a proxy. Check the URL in "{1}", including http:// or https://.',
  notApproved: 'not approved',
  nothingListening: 'Nothing is listening at {0}. Check that the server is running and that the port is correct.',
  notInserted:
    'Nothing was inserted into "{0}": it\'s read-only, or it was changed or closed in the meantime. Place the cursor where you want the token and try again.',
  notLikeToken: "This doesn't look like a token created by InfluxDB. Try it anyway?",
  notSignedIn: 'not signed in',
  numberedToken: 'Token {0}',
  notUpdated: 'Not updated: {0}.',
  occurrences: '{0} occurrences',
  oldTokenNotRemoved:
    "The server completed the operation, but the token couldn't be deleted from VS Code's secret storage. {0}",
  oneOccurrence: '1 occurrence',
  onlyCopy: "This deletes this machine's only copy of the token. The server shows a token only when it's created.",
  openTerminal: 'Open Terminal',
  operator: 'operator',
  operatorToken: 'operator token',
  operatorTokenCreationUnknown:
    "Without a token that can list tokens, there's no way to check whether the operator token was created. Try again: if it already exists, the server rejects the request and nothing changes.",
  operatorTokenExists:
    "This server already has an operator token and can't show it again. Sign in with that token. If nobody has it, recover the operator token.",
  operatorTokenLostUseStored:
    'To get a new operator token, sign in with "{0}", which is stored on this machine and still works, and then regenerate again.',
  operatorTokenMayBeReplaced: 'The operator token might already have been replaced. No files were changed.',
  operatorTokenMaybeReplacedElsewhere:
    "The operator token was replaced, but the new token string isn't stored on this machine. If someone else replaced it, ask them for a token and sign in with it.",
  operatorTokenReplacedLost:
    'The operator token was replaced, but the new token string was never received, so nobody has it.',
  operatorTokenNeverReceived:
    'To get a new operator token, restart the server with --admin-token-recovery-http-bind, and then recover the token through the recovery port.',
  operatorTokenNotDeletable: "The operator token can't be deleted. To revoke it, regenerate it.",
  operatorTokenNotStored:
    "The operator token was replaced, but the new one isn't stored on this machine. If this rotation replaced it, its token string is lost unless you saved it elsewhere. If someone else replaced it, their token stops working.",
  operatorTokenReplaced: "The operator token for {0} was replaced, and you're signed in with the new one.",
  operatorTokenReplacedElsewhere:
    'Someone else replaced the operator token in the meantime. Refresh the list and try again.',
  operatorTokenReplacementUnknown: "Couldn't check whether the operator token for {0} was replaced.",
  operatorTokenUnchanged: 'Nothing changed: the operator token is still the same. Try again.',
  proxyCertificateRejected:
    'The certificate of the proxy {0} was rejected ({1}). Add its certificate authority to this machine\'s trusted certificates, or turn off the setting "http.proxyStrictSSL".',
  proxyCredentialsRejected:
    'The proxy {0} rejected the user name and password. Correct them in "{1}" or in the setting "http.proxyAuthorization".',
  proxyIsSocks:
    '"{0}" specifies a SOCKS proxy, which isn\'t supported. Use an HTTP proxy, or add the server\'s host to the setting "http.noProxy".',
  proxyNeedsCredentials:
    'The proxy {0} requires a user name and password. Add them to its URL in "{1}", or set "http.proxyAuthorization".',
  proxyUnreachable:
    'Couldn\'t reach the proxy {0} ({1}). Correct the proxy URL in "{2}", or add the server\'s host to the setting "http.noProxy".',
  proxyWithoutTls: 'The proxy {0} doesn\'t use TLS. Use http:// in its URL in "{1}".',
  reachable: 'reachable',
  recover: 'Recover Token',
  recoverQuestion: 'Recover the operator token for {0} ({1}) through {2}?',
  recoveryPortBlocked:
    "{0} blocked the request: it isn't the recovery port, or there's a proxy in front of it. Enter the URL that the server prints.",
  recoveryPortClosed:
    'The recovery port is now closed. To get a new operator token, restart the server with --admin-token-recovery-http-bind, and then recover the token again.',
  recoveryNotEncrypted: "This connection isn't encrypted: anyone on the network can read the new token.",
  recoveryPortNeedsToken:
    "{0} requires a token, so it isn't the recovery port. Restart the server with --admin-token-recovery-http-bind and enter the URL that it prints.",
  recoveryPortNotListening:
    'Nothing is listening at {0}. Restart the server with --admin-token-recovery-http-bind. The recovery port closes after one use.',
  recoveryPortOfOtherServer:
    "{0} is the recovery port for a different InfluxDB server, not {1}. That server's operator token was replaced. The new token is stored on this machine: copy it and sign in to that server. Your sign-in to {1} hasn't changed.",
  createdAndStored: 'The new token "{0}" is stored on this machine.',
  regenerate: 'Regenerate Token',
  regenerateAgainQuestion: 'Regenerate the operator token for {0} ({1}) again?',
  regeneratingInterrupted: 'Regenerating the operator token for {0} was interrupted.',
  regenerateFirst: 'Regenerate now, and then update files',
  regenerateNowQuestion: 'Regenerate the operator token for {0} ({1}) now?',
  remindMeLater: 'Remind Me Later',
  replaceAndAddFix: 'Replace with {0} and Move Token to {1}',
  replaceFix: 'Replace with {0}',
  reservedName: '"{0}" is the name of the operator token. Choose a different name.',
  respondedAndAccepted: '{0} responded in {1} ms and accepted the token. It runs {2}.',
  operatorTokenIsManaged: "InfluxData manages the operator token for {0}, so you can't create or replace it.",
  sessionEnded: 'Your session has ended. Sign in again.',
  sessionOnServerEnded: 'Your session on "{0}" has ended. Sign in again.',
  signInAsUserQuestion: 'Sign in with a user session?',
  setVariablesWhereRead: "Otherwise, set these variables where they're read: {0}.",
  setVariableWhereRead: "Otherwise, set this variable where it's read: {0}.",
  signedInAsUserUntil: 'signed in as a user until {0}',
  respondedWithLimitedToken:
    "{0} responded in {1} ms and accepted the token. It runs {2}. This token can't list tokens. To manage them, sign in with an admin token.",
  signedInWithLimitedToken:
    "Signed in to {0}. This token can't list tokens. To see and manage them, sign in with an admin token.",
  tokenCannotListTokens: "This token can't list tokens",
  rotationWouldWidenAccess:
    '"{0}" has limited access, and this rotation would replace it with a token that has full access. Undo the rotation, and rotate the token again.',
  databaseGone:
    'The database "{0}" no longer exists on {1}, so no token with the permissions of "{2}" can be created. Create a token with other permissions instead.',
  databasesGone:
    'These databases no longer exist on {0}, so no token with the permissions of "{1}" can be created: {2}. Create a token with other permissions instead.',
  databaseRecreatedQuestion: 'Rotate "{0}", even though the database "{1}" was deleted and recreated?',
  databasesRecreatedQuestion: 'Rotate "{0}", even though these databases were deleted and recreated? {1}',
  databaseRecreatedSince:
    'A database that "{0}" has access to was deleted and recreated since the rotation began. Undo the rotation, and rotate the token again.',
  limitedTokenExpired: '"{0}" has expired. To rotate it, set the argument "expiry".',
  notRotatedOnCore:
    '"{0}" can\'t be rotated, because it has limited access, and InfluxDB 3 Core doesn\'t create such tokens.',
  rotatedOnlySince31:
    '"{0}" can\'t be rotated, because InfluxDB {1} doesn\'t list the names of the databases that the token has access to. Update the server to version 3.1 or later.',
  rightsDiffer: 'The server created "{0}" with different permissions than "{1}" has ({2}), so it was deleted.',
  signedInWithLimitedRotating:
    'The token that you\'re signed in to "{0}" with has limited access, so it can\'t be used to rotate tokens. Sign in with an admin token.',
  permissionsNotListed:
    'The server doesn\'t list the permissions of "{0}", so the token can\'t be replaced: a new one might have more access.',
  permissionsNotReadable:
    'The permissions of "{0}" can\'t be read, so the token can\'t be replaced: a new one might have more access. The server lists these permissions: {1}',
  respondedAndRejected:
    '{0} responded in {1} ms but rejected the token, which is unknown, expired, or deleted. Sign in again.',
  newTokenNotQuerying:
    'The server doesn\'t allow the new token "{0}" to query the database "{1}", so the old token isn\'t deleted. Check whether a proxy is blocking the request, and then finish or undo the rotation.',
  respondedAndRejectedProduct:
    '{0} responded in {1} ms but rejected the token, which is unknown, expired, or deleted. It runs {2}. Sign in again.',
  respondedNotAllowed:
    "{0} responded in {1} ms but doesn't allow the token to list tokens. Sign in with an admin token, or check whether a proxy is blocking the request.",
  respondedSignedOut: '{0} responded in {1} ms. Sign in to see its version and tokens.',
  respondedSignedOutProduct: '{0} responded in {1} ms. It runs {2}. Sign in to see its version and tokens.',
  restartAfter: "If you haven't yet, restart or reload: {0}.",
  restartBefore: 'Restart or reload these before the old token stops working: {0}.',
  rotate: 'Rotate',
  rotatedAndDeleted: '"{0}" on {1} was rotated to "{2}", and the old token was deleted.',
  rotatedReminder: 'rotated, reminder on {0}',
  rotatedReminderLater: '"{0}" on {1} was rotated to "{2}". You\'ll be reminded about the old token.',
  rotateExpiredQuestion: 'Rotate the expired token "{0}" in your files?',
  rotateFix: 'Rotate "{0}"...',
  rotateNamed: 'Rotate "{0}"',
  rotateAnyQuestion: 'Rotate a token on {0}?',
  rotateTokenQuestion: 'Rotate the token "{0}" on {1}?',
  rotatingToken: 'Rotating "{0}"...',
  rotationBeingUndone: 'This rotation is being undone. It can no longer be finished.',
  rotatingElsewhere:
    '"{0}" is already being rotated on another machine or in another container. If VS Code isn\'t running there, delete the file "{1}" and try again.',
  rotationDoneOldStored: 'Everything is done, but the old token might still be stored on this machine.',
  rotationFilesUpdatedOldRevoked: 'The selected files were updated, and the old token no longer works.',
  rotationFinishAsksAboutOldToken: 'To finish, choose what happens to the old token.',
  rotationFinishAsksBeforeRetiring: "You'll be asked again before the old token stops working.",
  rotationFinishAsksOccurrences: 'To finish, select which occurrences to update.',
  rotationFinishChecksFirst:
    'When you finish the rotation, the extension checks the server first and never creates a second token.',
  rotationFinishRegenerates:
    "When you finish the rotation, the extension checks the server first, and then regenerates the operator token if that hasn't been done yet.",
  rotationFinishCleansUp:
    "When you finish the rotation, the extension checks the server first, and then deletes what's no longer needed.",
  rotationFinishDeletesOldToken: 'When you finish the rotation, the extension deletes it from this machine.',
  rotationFinishUpdatesFiles: 'When you finish the rotation, the extension updates the remaining files.',
  rotationInProgress: '"{0}" has an unfinished rotation. Finish or undo it first.',
  rotationInterrupted: 'The rotation of "{0}" on {1} was interrupted.',
  requestOfOtherServer: 'A different InfluxDB server than the one that received the request is responding at this URL.',
  rotationMayHaveCreated: '"{0}" might already have been created. "{1}" still works, and no files were changed.',
  rotationOfOtherServer:
    'The rotation of "{0}" began on a different InfluxDB server than the one that responds at {1} now. Continue when that server is back, or run "Finish or Undo Rotation" and select "Discard Rotation".',
  rotationOldTokenUncertain: 'The selected files were updated. The old token might no longer work.',
  rotationOnlyUndo: 'The rotation can only be undone, which restores the remaining files.',
  rotationOperatorReplaced:
    'The operator token was replaced, and the new one is stored on this machine. Files still contain the old one.',
  rotationPartlyUndone: 'Some files contain the old token again.',
  rotationStopped: 'The rotation of "{0}" on {1} stopped.',
  rotationTokenStored: '"{0}" was created and is stored on this machine. "{1}" still works, and no files were changed.',
  rotationUndone: 'The rotation of "{0}" on {1} was undone. The old token works as before.',
  sameAsBefore: 'Same lifetime as the old token',
  savedElsewhere: "I've Saved It",
  secretStorageFailed:
    "VS Code's secret storage failed: {0} On Linux, make sure that a keyring is running and unlocked.",
  secretStorageNoResponse: "it didn't respond and might still complete the request later.",
  seeLog: 'See the log for details.',
  selectionHasNoToken:
    'The selection contains no token. Select one ("apiv3_" followed by 86 characters) and try again.',
  selectOccurrences: 'Rotate "{0}": Select Occurrences to Update',
  selectServer: 'Select a server',
  selectToken: 'Select a token',
  sendSignInTokenToTestQuestion: 'Send your sign-in token to {0} to test the connection?',
  sendTokenToTestQuestion: 'Send the token "{0}" to {1} to test the connection?',
  sendUnencryptedQuestion: "The connection to {0} isn't encrypted. Send tokens anyway?",
  server: 'Server',
  serverAlreadyInSettings: 'This server is already in your settings as "{0}".',
  serverEntryCaFile: '"caFile" must be the path to a PEM file.',
  serverEntryName: '"name" must be a single line of 1 to {0} characters.',
  serverEntryUrl: '"url" must be a string such as "https://localhost:8181".',
  serverEntryFlag: '"{0}" must be true or false.',
  serverFailed: 'The server, or a proxy in front of it, failed with status {0}. Check their logs.',
  serverLabel: 'Server {0}, {1}',
  serverListedTwice: 'This URL is listed twice, first as "{0}". Remove one of the entries.',
  serverListNotAList: 'The setting must be an array.',
  serverNameAmbiguous: 'Several servers are named "{0}": {1}. Use the URL instead.',
  serverNameMissing: 'Enter a name for the server, such as "Local".',
  serverNamePrompt: 'Name to show for {0}',
  serverNameTaken: 'Another server is already named "{0}". Choose a different name.',
  serverNameUnusable: 'Use a single line of up to {0} characters, without characters that change the text direction.',
  serverNotFound: 'There\'s no server named "{0}". To add it, use "InfluxDB 3: Add Server".',
  serverRedirects:
    "The server redirects to {0}, and tokens aren't sent there. If that address is correct, use it in the server's settings entry.",
  serverRemovedPartly:
    '"{0}" was removed from your settings, but some of its stored data couldn\'t be deleted. {1} Add the server ({2}) again, and then remove it again.',
  serverUnidentified:
    "The server at this URL doesn't report a cluster ID, but the one you signed in to did. The token wasn't sent. Sign in again, or trust the server if you know why it changed.",
  serverUrlInvalid: "This isn't a valid URL. Enter a URL such as https://localhost:8181.",
  serverUrlWithSpaces: "A URL can't contain spaces or line breaks.",
  serverUrlWithToken: 'This URL contains a token. Keep the token secret and enter only the base URL.',
  severalTokensFound: 'Found {0} tokens. Select just one and try again.',
  showFiles: 'Show Files',
  signedIn: 'signed in',
  signedInWithIt: "You're signed in to this server with it.",
  signInAgain: 'Sign In Again...',
  signInAndRegenerate: 'Sign In with "{0}" and Regenerate',
  signInFirst: 'Sign in to "{0}" first.',
  tokenNotAllowedToList: "The token that was used for the deletion isn't allowed to list tokens.",
  signInQuestion: 'Sign in to {0}?',
  signingIn: 'Signing in to {0}...',
  signInTokenLabel: 'sign-in token',
  useForThisServer: 'Use for This Server',
  signInTokenMissing: 'The token for "{0}" is missing from VS Code\'s secret storage. Sign in again.',
  startUrlWithHttp: 'Start the URL with http:// or https://, for example, https://localhost:8181.',
  stateNotSaved:
    "VS Code couldn't save its state: {0} Your stored tokens are up to date, but after a restart, some token names might be missing, or a deleted token might be reported as missing. Check that there's enough disk space.",
  stillStored: 'The token "{0}" for {1} is still stored on this machine. Have you saved it where you need it?',
  stored: 'stored',
  storedInSecretStorage: "It's stored in VS Code's secret storage.",
  storedInVsCode: "Stored in VS Code's secret storage",
  storedTokenMissing:
    'The token "{0}" is missing from VS Code\'s secret storage. Delete it on the server and create it again.',
  storedTokenNotChecked: "stored for {0} (not checked because the server is unreachable or you're not signed in)",
  testConnection: 'Test Connection',
  testingConnection: 'Testing the connection to {0}...',
  timedOut:
    'The server at {0} didn\'t send a complete response within {1} seconds. To wait longer, increase "influxdb3Tokens.requestTimeoutSeconds".',
  timedOutAfterOneSecond:
    'The server at {0} didn\'t send a complete response within 1 second. To wait longer, increase "influxdb3Tokens.requestTimeoutSeconds".',
  timedOutThroughProxy:
    'The server at {1} didn\'t send a complete response through the proxy {0} within {2} seconds. To wait longer, increase "influxdb3Tokens.requestTimeoutSeconds".',
  timedOutThroughProxyAfterOneSecond:
    'The server at {1} didn\'t send a complete response through the proxy {0} within 1 second. To wait longer, increase "influxdb3Tokens.requestTimeoutSeconds".',
  tlsChangedQuestion: 'The TLS settings for {0} have changed. Continue?',
  tokenCreated: 'The token "{0}" was created on {1}.',
  tokenCreatedElsewhere: 'Someone else created a token named "{0}" in the meantime. Choose a different name.',
  tokenDeletedOrReplaced: '"{0}" was deleted or replaced in the meantime. Refresh the list and try again.',
  tokenIdentified: '{0} on {1}, {2}',
  tokenMissingFromStorage:
    'The token "{0}" is missing from VS Code\'s secret storage. If you can\'t restore it, run "Finish or Undo Rotation" and select "Discard Rotation".',
  tokenIsNowDifferent: '"{0}" is now a different token: it was recreated elsewhere. Refresh the list and try again.',
  tokenNameMalformed: 'The name contains an invalid character.',
  tokenNameMissing: 'Enter a name for the token, such as "ci-writer".',
  tokenNameTaken:
    'The server already has a token with this name (expired tokens count too). Choose a different name, or delete that token first.',
  tokenNameTooLong: 'A name can have up to {0} characters; this one has {1}.',
  tokenNameWithLineBreak: "A name can't contain line breaks or control characters.",
  tokenNeverReceived:
    'The token "{0}" was created, but its token string was never received, so nobody has it. Delete and recreate the token.',
  tokenNoLongerAccepted: 'The server no longer accepts the token that was used for the deletion.',
  tokenNotChecked:
    "couldn't be checked (a server is unreachable, you're not signed in to it, or it isn't in your settings)",
  tokenMaybeOfOthers:
    'A token named "{0}" was created, but its token string isn\'t stored on this machine. Someone else might have created it. Create a token with a different name, or delete this one if nobody uses it.',
  tokenNotCreated: 'Nothing changed: {0} has no token named "{1}". Try again.',
  tokenNotFound: 'The server has no token named "{0}". It might already have been deleted.',
  tokenNotRecognized: 'not recognized by any of your servers',
  tokenNotStored:
    'The token string for "{0}" isn\'t stored on this machine, and {1} can\'t show it again. Only tokens that were created here or used to sign in are stored.',
  tokenOnServer: '{0} on {1}',
  tokenRejected: 'token rejected',
  tokenRejectedError:
    "The server rejected the token: it's unknown, expired, or deleted (the server doesn't say which). Sign in with a token that works.",
  tokenStillExists: 'Nothing changed: "{0}" still exists. Try again.',
  tomorrow: 'Tomorrow',
  trackedByGit: '{0} · tracked by Git',
  trackedNotSelected: 'tracked by Git and not selected',
  trustCertificateAuthority: 'Trust Certificate Authority',
  trustServer: 'Trust Server',
  trustServerMessage: 'Trust Server...',
  trustServerQuestion: 'Trust the InfluxDB server at {0} with your token for "{1}"?',
  undo: 'Undo Rotation',
  unfinishedRotation: 'unfinished rotation',
  unknownAuthority:
    "The server's certificate was issued by an authority that this machine doesn't trust. Set \"caFile\" in the server's settings entry to that authority's certificate.",
  unnamedEntry: 'Entry {0}',
  unreachable: 'unreachable',
  unsaved: 'unsaved',
  updatedOccurrencesInFiles: 'Updated {0} occurrences in {1} files.',
  urlMissing: 'Enter a URL such as https://localhost:8181.',
  urlSchemeUnsupported: 'InfluxDB uses http or https, not {0}.',
  urlWithCredentials: 'Remove the user name and password from the URL. You enter the token when you sign in.',
  urlWithQuery: 'Remove "?" or "#" and everything after it. Enter only the base URL.',
  useHttpsHint: 'If this server uses TLS, use https:// in its URL.',
  useReferenceInstead: '{0}: use {1} instead',
  userServersNotAList: 'The setting "influxdb3Tokens.servers" must be an array. Correct it first.',
  userSettingsNotWritten:
    "Couldn't write to your settings, so nothing was changed: {0} Make sure that settings.json is valid, saved, and writable.",
  usesCertificateAuthorities: 'It uses the certificate authorities in "{0}".',
  welcome:
    "No InfluxDB 3 servers have been added yet.\n\n[Add Server](command:influxdb3Tokens.addServer)\n\nTokens are stored in VS Code's secret storage. They're never shown and never written to settings.",
  whenToRemind: 'When do you want to be reminded?',
  withoutDowntime: 'Without downtime: switch files to a named token first',
  workspaceUntrusted:
    "Terminals aren't available in an untrusted workspace. Trust the workspace, and then open the terminal.",
  permissionsEmpty: 'Enter at least one permission, such as "db:metrics:read".',
  permissionInvalid:
    '"{0}" isn\'t a valid permission. Enter one such as "db:metrics:read,write" or "system:ping:read".',
  permissionTypeInvalid: '"{0}" isn\'t a valid type in "{1}". Use "db" or "system".',
  permissionFullAccess: '"{0}" isn\'t limited to databases. For a token with full access, create a named token.',
  permissionNameMissing: 'A name is missing in "{0}". Separate names with commas, or use "*" for all of them.',
  permissionWildcardWithNames: 'A permission can\'t contain both "*" and names. Use either "*" or names.',
  databaseNameInvalid:
    '"{0}" isn\'t a valid database name. Database names contain only the letters A to Z, digits, "_", "-", and at most one "/".',
  systemResourceInvalid: '"{0}" isn\'t a system resource. Use {1}.',
  permissionActionMissing: 'An action is missing in "{0}". Use {1}.',
  databaseActionInvalid: '"{0}" isn\'t a valid action for databases. Use {1}.',
  systemActionInvalid: 'System resources can only be read. Use "read" instead of "{0}".',
  permissionsTooLong:
    'The list of permissions is too long for one token. Select fewer databases, or select all databases.',
  allDatabases: 'All databases',
  unknownDatabase:
    'The server has no database or system resource named "{0}". It might have been deleted. Check the name.',
  createResourceToken: 'Create Resource Token',
  adminTokenNeeded:
    "Creating tokens requires an admin token, but the token that you used to sign in to {0} isn't allowed to list or create tokens. Sign in with an admin token.",
  noResourceTokens:
    '{0} is {1}, which has no resource tokens. Only InfluxDB 3 Enterprise and Cloud have them. Create a named token instead.',
  productUntested:
    "Support for this product is based on InfluxData's documentation and hasn't been tested on a licensed server yet.",
  productUnknown:
    "{0} doesn't report which InfluxDB 3 product it is, so no resource token was created. Only InfluxDB 3 Enterprise and Cloud have resource tokens.",
  resourceTokensNotCreated:
    "This server doesn't create tokens with limited access, so nothing was created. That requires InfluxDB 3 Enterprise or Cloud. If this is one of them, check whether a proxy is blocking the request.",
  grantedMore: 'The server gave it more permissions than you requested: {0}. If they allow too much, delete the token.',
  grantedFewer: 'The server gave it fewer permissions than you requested: {0}.',
  grantedOther:
    'The server gave it different permissions than you requested: {0}. If they allow too much, delete the token.',
  grantedNotListed: "The server doesn't list the token's permissions, so they couldn't be checked.",
  grantedUnknown:
    "The token's permissions couldn't be checked, because the server lists them in an unknown format: {0}",
  grantedNotChecked: "Couldn't check what it's allowed to do. {0}",
  production: 'production',
  enterServerName: 'Enter "{0}", exactly as it\'s written here.',
  emptyHistory: 'The history is empty.',
  forgetEverything: 'Forget Everything',
  eitherAllDatabases: 'Select either all databases or individual databases, not both.',
} as const;

export type SentenceKey = keyof typeof sentences;

/** The sentence with its placeholders filled in order; what isn't given stays a placeholder. */
export function sentence(key: SentenceKey, ...values: readonly (string | number)[]): string {
  return sentences[key].replace(/\{(\d)\}/g, (placeholder, index: string) =>
    String(values[Number(index)] ?? placeholder),
  );
}

export function sentencePattern(key: SentenceKey, ...values: readonly (string | number | undefined)[]): RegExp {
  const source = escaped(sentences[key]).replace(/\\\{(\d)\\\}/g, (_, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? '[^]*' : escaped(String(value));
  });
  return new RegExp(source);
}

export const allSentences: readonly string[] = Object.values(sentences);

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
