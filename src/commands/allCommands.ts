import { addServer } from './addServer.ts';
import { copyToken } from './copyToken.ts';
import { copyTokenName } from './copyTokenName.ts';
import { createNamedToken } from './createNamedToken.ts';
import { createOperatorToken } from './createOperatorToken.ts';
import { createResourceToken } from './createResourceToken.ts';
import { deleteToken } from './deleteToken.ts';
import { editServer } from './editServer.ts';
import { exportHistory } from './exportHistory.ts';
import { findTokensInWorkspace } from './findTokensInWorkspace.ts';
import { forgetEverything } from './forgetEverything.ts';
import { identifyToken } from './identifyToken.ts';
import { insertToken } from './insertToken.ts';
import { openTerminal } from './openTerminal.ts';
import { recoverOperatorToken } from './recoverOperatorToken.ts';
import { refresh } from './refresh.ts';
import { regenerateOperatorToken } from './regenerateOperatorToken.ts';
import { removeServer } from './removeServer.ts';
import { resumeRotation } from './resumeRotation.ts';
import { rotateToken } from './rotateToken.ts';
import { showHistory } from './showHistory.ts';
import { showLog } from './showLog.ts';
import { signIn } from './signIn.ts';
import { signOut } from './signOut.ts';
import { testConnection } from './testConnection.ts';
import type { Command } from './command.ts';
import type { CommandName } from './commandNames.ts';
import type { Dependencies } from './dependencies.ts';

export const allCommands: Record<CommandName, (deps: Dependencies) => Command> = {
  addServer,
  editServer,
  removeServer,
  signIn,
  signOut,
  testConnection,
  refresh,
  createOperatorToken,
  regenerateOperatorToken,
  recoverOperatorToken,
  createNamedToken,
  createResourceToken,
  deleteToken,
  copyToken,
  copyTokenName,
  rotateToken,
  resumeRotation,
  findTokensInWorkspace,
  identifyToken,
  insertToken,
  openTerminal,
  showHistory,
  exportHistory,
  forgetEverything,
  showLog,
};
