/** The IDs of the commands, without the prefix `influxdb3Tokens.`. */
export const commandNames = [
  'addServer',
  'editServer',
  'removeServer',
  'signIn',
  'signOut',
  'testConnection',
  'refresh',
  'createOperatorToken',
  'regenerateOperatorToken',
  'recoverOperatorToken',
  'createNamedToken',
  'createResourceToken',
  'deleteToken',
  'copyToken',
  'copyTokenName',
  'rotateToken',
  'resumeRotation',
  'findTokensInWorkspace',
  'identifyToken',
  'insertToken',
  'openTerminal',
  'showLog',
] as const;

export type CommandName = (typeof commandNames)[number];
