import * as l10n from '@vscode/l10n';
import { editorAtCursor, insertAtCursors } from '../ui/prompts/insertToken.ts';
import type { Command } from './command.ts';
import { chooseStoredToken } from '../operations/steps/storedTokens.ts';
import type { Dependencies } from './dependencies.ts';

export function insertToken(deps: Pick<Dependencies, 'store' | 'connections' | 'tokens'>): Command {
  return {
    id: 'influxdb3Tokens.insertToken',
    async run(call) {
      // Fail before asking anything if there is no cursor to insert at.
      const editor = editorAtCursor();
      await insertAtCursors(editor, await chooseStoredToken(call, deps, l10n.t('Insert Token')), call.confirmer);
      return undefined;
    },
  };
}
