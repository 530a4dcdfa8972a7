import * as l10n from '../../core/l10n.ts';
import * as vscode from 'vscode';
import type { Journal } from '../../rotation/journal.ts';
import type { RotationStopped } from '../../rotation/stopped.ts';
import { RotationNode } from '../servers/nodes.ts';
import { showInfo, showError } from '../../vscode/notify.ts';

export async function offerToResume(show: typeof showInfo, message: l10n.DisplayText, journal: Journal): Promise<void> {
  const finish = l10n.t('Finish Rotation');
  const undo = l10n.t('Undo Rotation');
  const buttons = {
    ...(journal.stage === 'undoing' ? {} : { finish }),
    ...(journal.stage === 'forgetting' ? {} : { undo }),
  };
  const answer = await show(message, ...Object.values(buttons));
  if (answer !== undefined) {
    await vscode.commands.executeCommand('influxdb3Tokens.resumeRotation', new RotationNode(journal, answer === undo));
  }
}

export async function showStopped(stopped: RotationStopped): Promise<void> {
  await offerToResume(stopped.isCanceled ? showInfo : showError, stopped.message, stopped.journal);
}
