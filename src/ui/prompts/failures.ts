import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Logger } from '../../core/logger.ts';
import { Canceled, toError, UserError } from '../../core/errors.ts';
import type { Token } from '../../core/token/token.ts';
import { displayName } from '../../core/token/tokenName.ts';
import { RemedyError, type Remedy } from '../../operations/remedy.ts';
import { RotationInProgressError } from '../../rotation/tokenLock.ts';
import { RotationStopped } from '../../rotation/stopped.ts';
import { showError, showInfo } from '../../vscode/notify.ts';
import { offerToResume, showStopped } from './resumeOffer.ts';
import { chooseCaFileMessage, trustServerMessage } from '../servers/messages.ts';
import { MessageNode, ServerNode, TokenNode, type ActionMessage } from '../servers/nodes.ts';
import type { Server } from '../../core/server/server.ts';

/** A button of an error message. Failures of `run` are shown in the same way. */
interface Button {
  readonly label: string;
  run(): Promise<unknown>;
}

type CopyToken = (token: Token) => Promise<unknown>;

export function messageFor(thrown: unknown): string {
  return thrown instanceof UserError
    ? thrown.message
    : l10n.t('An unexpected error occurred. See the log for details.');
}

export class Failures {
  readonly #log: Logger;
  readonly #copyToken: CopyToken;

  constructor(log: Logger, copyToken: CopyToken) {
    this.#log = log;
    this.#copyToken = copyToken;
  }

  show(thrown: unknown, source: string): void {
    void this.#show(thrown, source);
  }

  async #show(thrown: unknown, source: string): Promise<void> {
    if (thrown instanceof Canceled) {
      return;
    }
    if (thrown instanceof RotationStopped) {
      await this.#showStopped(thrown, source);
      return;
    }
    const error = toError(thrown);
    this.#log.error(`${source}: ${error instanceof UserError ? error.message : (error.stack ?? error.message)}`);
    if (error instanceof RotationInProgressError) {
      await offerToResume(showError, error.message, error.journal);
      return;
    }
    const remedies = error instanceof RemedyError ? error.remedies.filter(isRunnable) : [];
    const buttons = remedies.length === 0 ? [showLogButton()] : remedies.map((remedy) => this.#buttonFor(remedy));
    const show = error instanceof RemedyError && error.isInformation ? showInfo : showError;
    const label = await show(messageFor(error), ...buttons.map((button) => button.label));
    try {
      if (error instanceof RemedyError) {
        await error.whenDismissed();
      }
      await buttons.find((button) => button.label === label)?.run();
    } catch (repeated) {
      await this.#show(repeated, source);
    }
  }

  async #showStopped(stopped: RotationStopped, source: string): Promise<void> {
    if (!stopped.isCanceled) {
      // The message only refers to the log for the details of the cause.
      const cause = toError(stopped.cause);
      const details = cause instanceof UserError ? '' : ` ${cause.stack ?? cause.message}`;
      this.#log.error(`${source}: ${stopped.message}${details}`);
    }
    await showStopped(stopped);
  }

  #buttonFor(remedy: Remedy): Button {
    switch (remedy.kind) {
      case 'retry':
        return { label: l10n.t('Try Again'), run: remedy.run };
      case 'startAgain': {
        const { server } = remedy;
        const node = 'record' in remedy ? new TokenNode(server, remedy.record) : new ServerNode(server);
        const isCreating = remedy.operation === 'createNamedToken' || remedy.operation === 'createResourceToken';
        const label = isCreating ? l10n.t('Create Another Token') : l10n.t('Try Again');
        return commandButton(label, `influxdb3Tokens.${remedy.operation}`, node);
      }
      case 'checkAgain':
        return { label: l10n.t('Check Again'), run: remedy.run };
      case 'signIn':
        return serverButton(l10n.t('Sign In'), 'influxdb3Tokens.signIn', remedy.server);
      case 'regenerateOperatorToken':
        return serverButton(l10n.t('Regenerate Operator Token'), regenerateCommand, remedy.server);
      case 'regenerateAgain':
        return serverButton(l10n.t('Regenerate Token Again'), regenerateCommand, remedy.server);
      case 'recoverOperatorToken':
        return serverButton(l10n.t('Recover Operator Token'), 'influxdb3Tokens.recoverOperatorToken', remedy.server);
      case 'trustServer':
        return messageButton(l10n.t('Trust Server'), remedy.server, trustServerMessage());
      case 'chooseCaFile':
        return messageButton(l10n.t('Choose Certificate Authority File'), remedy.server, chooseCaFileMessage());
      case 'editServerSettings':
        return commandButton(
          l10n.t('Edit Server Settings'),
          'workbench.action.openSettings',
          'influxdb3Tokens.servers',
        );
      case 'resumeRotation':
        return commandButton(l10n.t('Finish or Undo Rotation'), 'influxdb3Tokens.resumeRotation', undefined);
      case 'copyToken':
        return commandButton(
          l10n.t('Copy Token'),
          'influxdb3Tokens.copyToken',
          new TokenNode(remedy.server, remedy.record),
        );
      case 'copyNewToken':
        return { label: l10n.t('Copy Token'), run: () => this.#copyToken(remedy.token) };
      case 'deleteAndRecreate':
        return {
          label: l10n.t('Delete and Recreate'),
          async run() {
            const node = remedy.record && new TokenNode(remedy.server, remedy.record);
            if ((await vscode.commands.executeCommand('influxdb3Tokens.deleteToken', node)) !== undefined) {
              await remedy.recreate();
            }
          },
        };
      case 'signInAndRegenerate': {
        const label = l10n.t('Sign In with "{0}" and Regenerate', displayName(remedy.name));
        const regenerate = serverButton(label, regenerateCommand, remedy.server);
        return {
          label,
          async run() {
            await remedy.signIn();
            await regenerate.run();
          },
        };
      }
    }
  }
}

const changingKinds: ReadonlySet<Remedy['kind']> = new Set([
  'startAgain',
  'regenerateOperatorToken',
  'regenerateAgain',
  'recoverOperatorToken',
  'deleteAndRecreate',
  'signInAndRegenerate',
]);

/** Nothing that changes a read-only server is offered. */
function isRunnable(remedy: Remedy): boolean {
  return !(changingKinds.has(remedy.kind) && 'server' in remedy && remedy.server.isReadOnly);
}

const regenerateCommand = 'influxdb3Tokens.regenerateOperatorToken';

function commandButton(label: string, command: string, node: unknown): Button {
  return { label, run: async () => vscode.commands.executeCommand(command, node) };
}

function serverButton(label: string, command: string, server: Server): Button {
  return commandButton(label, command, new ServerNode(server));
}

/** Does the same as selecting the message's row. Buttons of notifications don't end with dots. */
function messageButton(label: string, server: Server, message: ActionMessage): Button {
  return commandButton(label, message.command, new MessageNode(server, message));
}

function showLogButton(): Button {
  return commandButton(l10n.t('Show Log'), 'influxdb3Tokens.showLog', undefined);
}
