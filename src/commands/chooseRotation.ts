import * as l10n from '@vscode/l10n';
import { UserError } from '../core/errors.ts';
import { withoutIcons } from '../core/plainText.ts';
import { displayName } from '../core/token/tokenName.ts';
import type { Journal } from '../rotation/journal.ts';
import { describeState } from '../rotation/stopped.ts';
import { RotationNode, ServerNode, TokenNode } from '../ui/servers/nodes.ts';
import type { Call } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export async function chooseRotation(
  { caller, node, args, person }: Call,
  { rotations, servers }: Pick<Dependencies, 'rotations' | 'servers'>,
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
  const url = requested === undefined ? undefined : servers.store.find(requested).url;
  const open = rotations.all.filter(
    ({ server, old }) =>
      (url === undefined || server.url === url) && (args.name === undefined || old.name === args.name),
  );
  const [first, ...others] = open;
  if (first === undefined) {
    throw new UserError(l10n.t('There are no rotations to finish or undo.'));
  }
  if (others.length === 0 && caller !== 'withoutArguments') {
    return first;
  }
  const items = open.map((journal) => ({
    label: withoutIcons(displayName(journal.old.name)),
    description: withoutIcons(`${journal.server.name} (${journal.server.url})`),
    detail: withoutIcons(describeState(journal)[0] ?? ''),
    journal,
  }));
  return (await person.pick(items, l10n.t('Finish or Undo Rotation'), l10n.t('Select a rotation'))).journal;
}
