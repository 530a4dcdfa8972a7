import * as l10n from '@vscode/l10n';
import { editorAtCursor, insertAtCursors } from '../ui/insertion.ts';
import type { Command } from './command.ts';
import { chooseKeptToken } from './keptTokens.ts';
import type { Parts } from './parts.ts';

export function insertToken(parts: Pick<Parts, 'store' | 'connections' | 'tokens'>): Command {
  return {
    id: 'influxdb3Tokens.insertToken',
    async run(call) {
      // Before anything is asked: where there is no cursor, an answer would be for nothing.
      const editor = editorAtCursor();
      await insertAtCursors(editor, await chooseKeptToken(call, parts, l10n.t('Insert Token')), call.confirmer);
      return undefined;
    },
  };
}
