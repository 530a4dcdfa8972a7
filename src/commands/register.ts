import * as vscode from 'vscode';
import { RotationStopped } from '../rotation/stopped.ts';
import { Cancelled, toError, UserError } from '../core/errors.ts';
import { FoundOccurrenceNode } from '../ui/found/foundNodes.ts';
import { RotationInProgressError } from '../rotation/guard.ts';
import { Confirmer } from '../ui/prompts/confirmer.ts';
import { messageFor, showFailure } from '../ui/prompts/failures.ts';
import { showError } from '../vscode/notify.ts';
import { BrokenNode, MessageNode, RotationNode, ServerNode, TokenNode, type TreeNode } from '../ui/servers/nodes.ts';
import { offerToResume, showStopped } from '../ui/rotation/resumeOffer.ts';
import { addServer } from './addServer.ts';
import { parseArguments } from './arguments.ts';
import type { Call, Command } from './command.ts';
import { copyToken } from './copyToken.ts';
import { copyTokenName } from './copyTokenName.ts';
import { createNamedToken } from './createNamedToken.ts';
import { createOperatorToken } from './createOperatorToken.ts';
import { deleteToken } from './deleteToken.ts';
import { editServer } from './editServer.ts';
import { findTokensInWorkspace } from './findTokensInWorkspace.ts';
import { identifyToken } from './identifyToken.ts';
import { insertToken } from './insertToken.ts';
import { openTerminal } from './openTerminal.ts';
import { CallCoalescer } from './callCoalescer.ts';
import type { Dependencies } from './dependencies.ts';
import { recoverOperatorToken } from './recoverOperatorToken.ts';
import { refresh } from './refresh.ts';
import { regenerateOperatorToken } from './regenerateOperatorToken.ts';
import { withRemedy } from './remedies.ts';
import { removeServer } from './removeServer.ts';
import { resumeRotation } from './resumeRotation.ts';
import { rotateToken } from './rotateToken.ts';
import { showLog } from './showLog.ts';
import { signIn } from './signIn.ts';
import { signOut } from './signOut.ts';
import { testConnection } from './testConnection.ts';

const factories: readonly ((deps: Dependencies) => Command)[] = [
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
  deleteToken,
  copyToken,
  copyTokenName,
  rotateToken,
  resumeRotation,
  findTokensInWorkspace,
  identifyToken,
  insertToken,
  openTerminal,
  showLog,
];

/** @param isTestMode whether VS Code runs tests; `confirm: true` has an effect only then */
export function registerCommands(deps: Dependencies, isTestMode: boolean): vscode.Disposable {
  return vscode.Disposable.from(
    ...factories.map((factory) => {
      const command = factory(deps);
      const coalescer = new CallCoalescer();
      return vscode.commands.registerCommand(command.id, (...values: unknown[]) => {
        const target = toNode(values[0]) ?? (command.coalesce === true ? argumentsObject(values[0]) : undefined);
        return coalescer.run(target, () => run(command, values, deps, isTestMode));
      });
    }),
  );
}

async function run(
  command: Command,
  values: readonly unknown[],
  deps: Dependencies,
  isTestMode: boolean,
): Promise<unknown> {
  const [argument] = values;
  const node = toNode(argument);
  const isFromEditorMenu = isDocumentUri(argument);
  const isExternal = node === undefined && !isFromEditorMenu && argument !== undefined && argument !== null;
  // VS Code passes `undefined` and the selection for a row that was refreshed during the click.
  const isRowGone = node === undefined && !isExternal && !isFromEditorMenu && values.length > 1;
  const errorContext: Call['errorContext'] = {};
  try {
    const args = isExternal ? parseArguments(argument) : {};
    const confirmer = new Confirmer(isTestMode && args.confirm === true, isExternal && !isTestMode);
    return await command.run({ node, isRowGone, args, confirmer, errorContext });
  } catch (thrown) {
    if (thrown instanceof Cancelled) {
      return undefined;
    }
    if (thrown instanceof RotationStopped && thrown.isCanceled) {
      void showStopped(thrown);
      return undefined;
    }
    const sentence = showCommandFailure(withRemedy(thrown, errorContext.server), command, deps);
    if (isExternal) {
      // Without the cause: the caller may be another extension, which gets only what the user sees.
      throw new Error(sentence);
    }
    // VS Code would show a rejection a second time.
    return undefined;
  }
}

function showCommandFailure(thrown: unknown, command: Command, { log }: Dependencies): string {
  if (thrown instanceof RotationStopped) {
    // The message that is shown leaves out the cause and refers to the log.
    const cause = toError(thrown.cause);
    log.error(
      `${command.id}: ${thrown.message}${cause instanceof UserError ? '' : ` ${cause.stack ?? cause.message}`}`,
    );
    void showStopped(thrown);
  } else if (thrown instanceof RotationInProgressError) {
    log.error(`${command.id}: ${thrown.message}`);
    void offerToResume(showError, thrown.message, thrown.journal);
  } else {
    void showFailure(thrown, log, command.id);
  }
  return messageFor(thrown);
}

/** The editor's menu passes the URI of its document, which isn't an argument of any command. */
function isDocumentUri(argument: unknown): boolean {
  return argument instanceof vscode.Uri;
}

function argumentsObject(argument: unknown): object | undefined {
  return typeof argument === 'object' && argument !== null && !isDocumentUri(argument) ? argument : undefined;
}

/** Only instances of our own classes are rows. An object that merely looks like one is from an external caller. */
function toNode(argument: unknown): TreeNode | RotationNode | undefined {
  if (argument instanceof FoundOccurrenceNode) {
    const { server, record } = argument.identified;
    return server === undefined || record === undefined ? undefined : new TokenNode(server.server, record);
  }
  return argument instanceof ServerNode ||
    argument instanceof TokenNode ||
    argument instanceof MessageNode ||
    argument instanceof BrokenNode ||
    argument instanceof RotationNode
    ? argument
    : undefined;
}
