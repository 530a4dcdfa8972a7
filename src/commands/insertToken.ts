import * as l10n from '../core/l10n.ts';
import { chooseStoredToken } from '../operations/steps/storedTokens.ts';
import { editorAtCursor, insertAtCursors } from '../ui/prompts/insertAtCursors.ts';
import { insertAtPoint } from '../ui/prompts/insertAtPoint.ts';
import { chooseServer } from './chooseServer.ts';
import { selectedToken, type Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function insertToken({ servers }: Pick<Dependencies, 'servers'>): Command {
  return {
    id: 'influxdb3Tokens.insertToken',
    async run(call) {
      const { person, insertionPoint } = call;
      const title = l10n.t('Insert Token');
      // Fail before any prompt if there's no cursor to insert at.
      const editor = insertionPoint === undefined ? editorAtCursor(call.editor) : undefined;
      const server = await chooseServer(call, servers.store, title);
      const stored = await chooseStoredToken(server, selectedToken(call), title, { person, servers });
      if (editor !== undefined) {
        await insertAtCursors(editor, stored, person);
      } else if (insertionPoint !== undefined) {
        await insertAtPoint(insertionPoint, stored, person);
      }
      return undefined;
    },
  };
}
