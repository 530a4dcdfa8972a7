import * as l10n from '@vscode/l10n';
import type { Journal } from '../rotation/journal.ts';
import { describeState } from '../rotation/stopped.ts';
import { displayName } from '../core/token/tokenName.ts';
import { withoutIcons } from '../core/plainText.ts';
import { UserError } from '../core/errors.ts';
import { RotationNode, ServerNode, TokenNode } from '../ui/servers/nodes.ts';
import { pick } from '../ui/prompts/pick.ts';
import { connect } from '../operations/steps/connect.ts';
import type { Call, Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';
import { rotationResult } from './rotationResult.ts';

export function resumeRotation(deps: Dependencies): Command {
  return {
    id: 'influxdb3Tokens.resumeRotation',
    async run(call) {
      const title = l10n.t('Finish or Undo Rotation');
      await deps.rotations.refresh();
      const journal = await chooseJournal(call, deps, title);
      const action = await chooseAction(call, journal, title);
      if (action === 'forget') {
        await deps.rotator.discard(journal);
        return undefined;
      }
      const isUndo = action === 'undo';
      const { url, name } = journal.server;
      if (!deps.store.servers().some((server) => server.url === url)) {
        throw new UserError(
          l10n.t('The server of this rotation is no longer configured. Add "{0}" ({1}) and try again.', name, url),
        );
      }
      const connection = await connect({ ...call, args: { ...call.args, server: url } }, deps, title);
      const shown = displayName(journal.old.name);
      await call.confirmer.confirmIfExternal(
        isUndo
          ? { message: l10n.t('Undo the rotation of "{0}" on {1}?', shown, url), yes: l10n.t('Undo Rotation') }
          : { message: l10n.t('Finish the rotation of "{0}" on {1}?', shown, url), yes: l10n.t('Finish Rotation') },
      );
      const { confirmer } = call;
      const answers = { confirmer, files: call.args.files, old: call.args.old };
      const result = await deps.rotator.resume(journal, isUndo ? 'undo' : 'finish', connection, answers);
      return rotationResult(connection.server, result);
    },
  };
}

async function chooseJournal(
  { node, args }: Call,
  { rotations, store }: Dependencies,
  title: string,
): Promise<Journal> {
  if (node instanceof RotationNode) {
    return node.journal;
  }
  if (node instanceof TokenNode) {
    const openRotation = rotations.findForToken(node.server.url, node.record);
    if (openRotation === undefined) {
      throw new UserError(l10n.t('The rotation of "{0}" has already ended.', displayName(node.record.name)));
    }
    return openRotation;
  }
  const requested = args.server ?? (node instanceof ServerNode ? node.server.url : undefined);
  const url = requested === undefined ? undefined : store.find(requested).url;
  const open = rotations.all.filter(
    ({ server, old }) =>
      (url === undefined || server.url === url) && (args.name === undefined || old.name === args.name),
  );
  const [first, ...others] = open;
  if (first === undefined) {
    throw new UserError(l10n.t('There are no rotations to finish or undo.'));
  }
  if (others.length === 0) {
    return first;
  }
  const items = open.map((journal) => ({
    label: withoutIcons(displayName(journal.old.name)),
    description: withoutIcons(`${journal.server.name} (${journal.server.url})`),
    detail: withoutIcons(describeState(journal)[0] ?? ''),
    journal,
  }));
  return (await pick(items, title, l10n.t('Select a rotation'))).journal;
}

async function chooseAction(
  { node, args }: Call,
  journal: Journal,
  title: string,
): Promise<'finish' | 'undo' | 'forget'> {
  const isUndoRequested = args.undo ?? (node instanceof RotationNode ? node.undo : undefined);
  if (isUndoRequested !== undefined || Object.keys(args).length > 0) {
    return isUndoRequested === true ? 'undo' : 'finish';
  }
  const [state = '', finishText = ''] = describeState(journal);
  const finish = { label: l10n.t('Finish Rotation'), detail: withoutIcons(finishText), action: 'finish' as const };
  const undo = { label: l10n.t('Undo Rotation'), detail: undoText(journal), action: 'undo' as const };
  const discard = {
    label: l10n.t('Discard Rotation'),
    detail: l10n.t("Leaves files and tokens as they are, and doesn't ask again."),
    action: 'forget' as const,
  };
  const actions = journal.stage === 'undoing' ? [undo] : journal.stage === 'forgetting' ? [finish] : [finish, undo];
  return (await pick([...actions, discard], `${title}: ${displayName(journal.old.name)}`, state)).action;
}

function undoText({ kind, stage, old }: Journal): string {
  const isRejected = (kind === 'operator' && stage !== 'creating') || stage === 'ending';
  return isRejected
    ? l10n.t('Restores the old token "{0}" in your files, even though it no longer works.', displayName(old.name))
    : l10n.t('Restores the old token "{0}" in your files.', displayName(old.name));
}
