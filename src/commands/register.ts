import * as vscode from 'vscode';
import { RotationStopped } from '../core/rotation/stopped.ts';
import { Cancelled, toError, UserError } from '../core/userError.ts';
import { FoundPlaceNode } from '../editor/foundNodes.ts';
import { RotationOpen } from '../rotation/rotationOpen.ts';
import { Confirmer } from '../ui/confirmer.ts';
import { sentenceFor, tellFailure } from '../ui/failures.ts';
import { showError } from '../ui/notify.ts';
import { BrokenNode, MessageNode, RotationNode, ServerNode, TokenNode, type TreeNode } from '../ui/nodes.ts';
import { offerToResume, tellStopped } from '../ui/rotationOffers.ts';
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
import { OnceAtATime } from './onceAtATime.ts';
import type { Parts } from './parts.ts';
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

const factories: readonly ((parts: Parts) => Command)[] = [
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

/** @param testMode VS Code runs tests. Only then does `confirm: true` have an effect. */
export function registerCommands(parts: Parts, testMode: boolean): vscode.Disposable {
  return vscode.Disposable.from(
    ...factories.map((factory) => {
      const command = factory(parts);
      const once = new OnceAtATime();
      return vscode.commands.registerCommand(command.id, (...given: unknown[]) => {
        const same = rowOf(given[0]) ?? (command.joinsSameCalls === true ? argumentsIn(given[0]) : undefined);
        return once.run(same, () => run(command, given, parts, testMode));
      });
    }),
  );
}

async function run(command: Command, given: readonly unknown[], parts: Parts, testMode: boolean): Promise<unknown> {
  const [argument] = given;
  const node = rowOf(argument);
  const isMenu = isEditorMenu(argument);
  const fromOutside = node === undefined && !isMenu && argument !== undefined && argument !== null;
  // VS Code passes `undefined` and the selection for a row that was refreshed during the click.
  const rowIsGone = node === undefined && !fromOutside && !isMenu && given.length > 1;
  const about: Call['about'] = {};
  try {
    const args = fromOutside ? parseArguments(argument) : {};
    const confirmer = new Confirmer(testMode && args.confirm === true, fromOutside && !testMode);
    return await command.run({ node, rowIsGone, args, confirmer, about });
  } catch (thrown) {
    if (thrown instanceof Cancelled) {
      return undefined;
    }
    if (thrown instanceof RotationStopped && thrown.byPerson) {
      void tellStopped(thrown);
      return undefined;
    }
    const sentence = show(withRemedy(thrown, about.server), command, parts);
    if (fromOutside) {
      // Without the cause: the caller may be another extension, which gets only what the user sees.
      throw new Error(sentence);
    }
    // VS Code would show a rejection a second time.
    return undefined;
  }
}

function show(thrown: unknown, command: Command, { log }: Parts): string {
  if (thrown instanceof RotationStopped) {
    // The message that is shown leaves out the cause and refers to the log.
    const cause = toError(thrown.cause);
    log.error(
      `${command.id}: ${thrown.message}${cause instanceof UserError ? '' : ` ${cause.stack ?? cause.message}`}`,
    );
    void tellStopped(thrown);
  } else if (thrown instanceof RotationOpen) {
    log.error(`${command.id}: ${thrown.message}`);
    void offerToResume(showError, thrown.message, thrown.journal);
  } else {
    void tellFailure(thrown, log, command.id);
  }
  return sentenceFor(thrown);
}

/** The editor's menu passes the URI of its document, which no command takes. */
function isEditorMenu(argument: unknown): boolean {
  return argument instanceof vscode.Uri;
}

function argumentsIn(argument: unknown): object | undefined {
  return typeof argument === 'object' && argument !== null && !isEditorMenu(argument) ? argument : undefined;
}

/** Only instances of our own classes are rows. An object that merely looks like one is from an external caller. */
function rowOf(argument: unknown): TreeNode | RotationNode | undefined {
  if (argument instanceof FoundPlaceNode) {
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
