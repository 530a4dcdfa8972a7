import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Journal } from '../core/rotation/journal.ts';
import type { RotationStopped } from '../core/rotation/stopped.ts';
import { RotationNode } from './nodes.ts';
import { inform, showError } from './notify.ts';

/** Says how a rotation stands that has not ended, with the ways to end it that are open to it. */
export async function offerToResume(tell: typeof inform, message: string, journal: Journal): Promise<void> {
  const finish = l10n.t('Finish');
  const undo = l10n.t('Undo');
  const ways = {
    ...(journal.stage === 'undoing' ? {} : { finish }),
    ...(journal.stage === 'forgetting' ? {} : { undo }),
  };
  const answer = await tell(message, ...Object.values(ways));
  if (answer !== undefined) {
    await vscode.commands.executeCommand('influxdb3Tokens.resumeRotation', new RotationNode(journal, answer === undo));
  }
}

/** The same of one that was stopped: the person who stopped it has nothing to be alarmed about. */
export async function tellStopped({ byPerson, message, journal }: RotationStopped): Promise<void> {
  await offerToResume(byPerson ? inform : showError, message, journal);
}
