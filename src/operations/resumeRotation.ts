import * as l10n from '@vscode/l10n';
import { UserError } from '../core/errors.ts';
import { withoutIcons } from '../core/plainText.ts';
import type { Server } from '../core/server/server.ts';
import { displayName } from '../core/token/tokenName.ts';
import type { Journal } from '../rotation/journal.ts';
import type { RotationResult } from '../rotation/result.ts';
import { describeState } from '../rotation/stopped.ts';
import { discardRotation } from './discardRotation.ts';
import type { Person } from './person.ts';
import { withRemedies } from './steps/remedies.ts';
import { continueRotation, type RotationAnswers, type RotationRunPorts } from './steps/runRotation.ts';
import { connectForChange } from './steps/writableServer.ts';

export interface ResumeInput extends RotationAnswers {
  readonly action: 'finish' | 'undo' | undefined;
}

/** Returns `undefined` if the rotation was discarded. @throws RotationStopped if it can't continue now */
export async function resumeRotation(
  journal: Journal,
  input: ResumeInput,
  ports: RotationRunPorts,
): Promise<RotationResult | undefined> {
  const isReadOnly = ports.servers.store
    .servers()
    .some(({ url, isReadOnly }) => url === journal.server.url && isReadOnly);
  const action = input.action ?? (await chooseAction(journal, { isReadOnly }, ports.person));
  if (action === 'discard') {
    await discardRotation(journal, ports);
    return undefined;
  }
  const server = serverOf(journal, ports);
  return withRemedies(server, async () => {
    const connection = await connectForChange(server, ports);
    const name = displayName(journal.old.name);
    await ports.person.confirmIfExternal(
      action === 'undo'
        ? {
            message: l10n.t('Undo the rotation of "{0}" on {1}?', name, server.url),
            confirmLabel: l10n.t('Undo Rotation'),
          }
        : {
            message: l10n.t('Finish the rotation of "{0}" on {1}?', name, server.url),
            confirmLabel: l10n.t('Finish Rotation'),
          },
    );
    return continueRotation(journal, action, connection, input, ports);
  });
}

function serverOf({ server: { name, url } }: Journal, { servers }: RotationRunPorts): Server {
  const server = servers.store.servers().find((configured) => configured.url === url);
  if (server === undefined) {
    throw new UserError(
      l10n.t('The server for this rotation is no longer configured. Add "{0}" ({1}) and try again.', name, url),
    );
  }
  return server;
}

async function chooseAction(
  journal: Journal,
  { isReadOnly }: { readonly isReadOnly: boolean },
  person: Person,
): Promise<'finish' | 'undo' | 'discard'> {
  const [state = '', finishText = ''] = describeState(journal);
  const finish = { label: l10n.t('Finish Rotation'), detail: withoutIcons(finishText), action: 'finish' as const };
  const undo = { label: l10n.t('Undo Rotation'), detail: undoText(journal), action: 'undo' as const };
  const discard = {
    label: l10n.t('Discard Rotation'),
    detail: l10n.t("Leaves files and tokens as they are, and doesn't ask again."),
    action: 'discard' as const,
  };
  const changes = journal.stage === 'undoing' ? [undo] : journal.stage === 'forgetting' ? [finish] : [finish, undo];
  const title = `${l10n.t('Finish or Undo Rotation')}: ${displayName(journal.old.name)}`;
  // Finishing and undoing change the server, but the rotation must not stay open forever.
  const actions = isReadOnly ? [discard] : [...changes, discard];
  return (await person.pick(actions, title, state)).action;
}

function undoText({ kind, stage, old }: Journal): string {
  const isRejected = (kind === 'operator' && stage !== 'creating') || stage === 'ending';
  return isRejected
    ? l10n.t('Restores the old token "{0}" in your files, even though it no longer works.', displayName(old.name))
    : l10n.t('Restores the old token "{0}" in your files.', displayName(old.name));
}
