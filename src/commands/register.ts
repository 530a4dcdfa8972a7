import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { RotationStopped } from '../core/rotation/stopped.ts';
import { Cancelled, toError, UserError } from '../core/userError.ts';
import { FoundPlaceNode } from '../editor/foundNodes.ts';
import { RotationOpen } from '../rotation/rotationOpen.ts';
import { Confirmer } from '../ui/confirmer.ts';
import { showError } from '../ui/notify.ts';
import { BrokenNode, MessageNode, RotationNode, ServerNode, TokenNode, type TreeNode } from '../ui/nodes.ts';
import { offerToResume, tellStopped } from '../ui/rotationOffers.ts';
import { addServer } from './addServer.ts';
import { parseArguments } from './arguments.ts';
import { NotSignedIn } from './chooseServer.ts';
import type { Command } from './command.ts';
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
import type { Parts } from './parts.ts';
import { refresh } from './refresh.ts';
import { regenerateOperatorToken } from './regenerateOperatorToken.ts';
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

/** Registers every command. @param testMode VS Code runs tests: only then does `confirm: true` mean anything */
export function registerCommands(parts: Parts, testMode: boolean): vscode.Disposable {
  return vscode.Disposable.from(
    ...factories.map((factory) => {
      const command = factory(parts);
      const once = new OnceAtATime();
      return vscode.commands.registerCommand(command.id, (...given: unknown[]) =>
        once.run(rowOf(given[0]), () => run(command, given, parts, testMode)),
      );
    }),
  );
}

/** A second click on a row while the first is at work gets what that gets. */
class OnceAtATime {
  readonly #running = new Map<unknown, Promise<unknown>>();

  async run(row: TreeNode | RotationNode | undefined, work: () => Promise<unknown>): Promise<unknown> {
    if (row === undefined) {
      return work();
    }
    const key = rowKey(row);
    const running = this.#running.get(key) ?? work().finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return running;
  }
}

/** The same for a row that was drawn anew. */
function rowKey(node: TreeNode | RotationNode): string {
  if (node instanceof RotationNode) {
    return `rotation ${node.journal.id}`;
  }
  if (node instanceof BrokenNode) {
    return `broken ${node.index}`;
  }
  return node instanceof TokenNode ? `${node.server.url} ${node.record.hash}` : node.server.url;
}

async function run(command: Command, given: readonly unknown[], { log }: Parts, testMode: boolean): Promise<unknown> {
  const [argument] = given;
  const node = rowOf(argument);
  // The menu of an editor hands over what it shows, which is nothing that a command here takes.
  const isMenu = argument instanceof vscode.Uri;
  const fromOutside = node === undefined && !isMenu && argument !== undefined && argument !== null;
  // A row that was drawn anew while it was clicked comes as nothing, and the selection behind it.
  const rowIsGone = node === undefined && !fromOutside && !isMenu && given.length > 1;
  try {
    const args = fromOutside ? parseArguments(argument) : {};
    const confirmer = new Confirmer(testMode && args.confirm === true, fromOutside && !testMode);
    return await command.run({ node, rowIsGone, args, confirmer });
  } catch (thrown) {
    if (thrown instanceof Cancelled) {
      return undefined;
    }
    if (thrown instanceof RotationStopped && thrown.byPerson) {
      void tellStopped(thrown);
      return undefined;
    }
    const sentence = show(thrown, command, log);
    if (fromOutside) {
      // Without the cause: whoever called is another extension, and gets only what the person sees.
      throw new Error(sentence);
    }
    // VS Code would show a rejection a second time.
    return undefined;
  }
}

/** @returns the sentence that is shown */
function show(thrown: unknown, command: Command, log: Parts['log']): string {
  const error = toError(thrown);
  log.error(`${command.id}: ${error instanceof UserError ? error.message : (error.stack ?? error.message)}`);
  if (error instanceof RotationStopped && !(error.cause instanceof UserError)) {
    // What a person reads says only that the log tells more.
    log.error(toError(error.cause).stack ?? toError(error.cause).message);
  }
  if (error instanceof NotSignedIn) {
    void offer(error.message, l10n.t('Sign In'), 'influxdb3Tokens.signIn', new ServerNode(error.server));
    return error.message;
  }
  if (error instanceof RotationStopped) {
    void tellStopped(error);
    return error.message;
  }
  if (error instanceof RotationOpen) {
    void offerToResume(showError, error.message, error.journal);
    return error.message;
  }
  const sentence =
    error instanceof UserError
      ? error.message
      : l10n.t('That failed for a reason that was not foreseen. The log tells more.');
  void offer(sentence, l10n.t('Show Log'), 'influxdb3Tokens.showLog');
  return sentence;
}

async function offer(message: string, button: string, command: string, node?: TreeNode): Promise<void> {
  if ((await showError(message, button)) === button) {
    await vscode.commands.executeCommand(command, node);
  }
}

/** Only an instance of our own classes is a row; an object that looks like one came from elsewhere. */
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
