import * as l10n from '../core/l10n.ts';
import { identifyToken as identify, type TextWithToken } from '../operations/identifyToken.ts';
import { identifiedText } from '../ui/found/tokenText.ts';
import type { TokenClipboard } from '../vscode/clipboard.ts';
import { selectedText } from '../vscode/openEditors.ts';
import type { Call, Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function identifyToken({
  servers,
  settings,
  clipboard,
}: Pick<Dependencies, 'servers' | 'settings' | 'clipboard'>): Command {
  return {
    id: 'influxdb3Tokens.identifyToken',
    async run({ editor, person }) {
      const match = await identify(await selectedOrCopiedText(editor, clipboard), { person, servers, settings });
      person.inform(l10n.t('Token: {0}', l10n.own(identifiedText(match, new Date()))));
      const { server, name, status } = match;
      return {
        ...(server === undefined ? {} : { server: server.url }),
        ...(name === undefined ? {} : { name }),
        status,
      };
    },
  };
}

async function selectedOrCopiedText(editor: Call['editor'], clipboard: TokenClipboard): Promise<TextWithToken> {
  const selected = selectedText(editor);
  return selected === undefined
    ? { text: await clipboard.readText(), source: 'clipboard' }
    : { text: selected, source: 'selection' };
}
