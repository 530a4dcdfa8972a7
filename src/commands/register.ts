import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Cancelled, toError, UserError } from '../core/userError.ts';
import { Confirmer } from '../ui/confirmer.ts';
import { showError } from '../ui/notify.ts';
import { BrokenNode, MessageNode, ServerNode, TokenNode, type TreeNode } from '../ui/nodes.ts';
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
import { insertToken } from './insertToken.ts';
import { openTerminal } from './openTerminal.ts';
import type { Parts } from './parts.ts';
import { refresh } from './refresh.ts';
import { regenerateOperatorToken } from './regenerateOperatorToken.ts';
import { removeServer } from './removeServer.ts';
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
        once.run(given[0], () => run(command, given, parts, testMode)),
      );
    }),
  );
}

/** A second click on a row while the first is at work gets what that gets. */
class OnceAtATime {
  readonly #running = new Map<unknown, Promise<unknown>>();

  async run(argument: unknown, work: () => Promise<unknown>): Promise<unknown> {
    if (!isNode(argument)) {
      return work();
    }
    const key = rowKey(argument);
    const running = this.#running.get(key) ?? work().finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return running;
  }
}

/** The same for a row that was drawn anew. */
function rowKey(node: TreeNode): string {
  if (node instanceof BrokenNode) {
    return `broken ${node.index}`;
  }
  return node instanceof TokenNode ? `${node.server.url} ${node.record.hash}` : node.server.url;
}

async function run(command: Command, given: readonly unknown[], { log }: Parts, testMode: boolean): Promise<unknown> {
  const [argument] = given;
  // Only an instance of our own classes is a row; an object that looks like one came from elsewhere.
  const node = isNode(argument) ? argument : undefined;
  const fromOutside = node === undefined && argument !== undefined && argument !== null;
  // A row that was drawn anew while it was clicked comes as nothing, and the selection behind it.
  const rowIsGone = node === undefined && !fromOutside && given.length > 1;
  try {
    const args = fromOutside ? parseArguments(argument) : {};
    const confirmer = new Confirmer(testMode && args.confirm === true, fromOutside && !testMode);
    return await command.run({ node, rowIsGone, args, confirmer });
  } catch (thrown) {
    if (thrown instanceof Cancelled) {
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
  if (error instanceof NotSignedIn) {
    void offer(error.message, l10n.t('Sign In'), 'influxdb3Tokens.signIn', new ServerNode(error.server));
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

function isNode(argument: unknown): argument is TreeNode {
  return (
    argument instanceof ServerNode ||
    argument instanceof TokenNode ||
    argument instanceof MessageNode ||
    argument instanceof BrokenNode
  );
}
