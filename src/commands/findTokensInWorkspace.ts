import * as l10n from '@vscode/l10n';
import type { FoundFileNode, FoundOccurrenceNode } from '../ui/found/foundNodes.ts';
import { inform } from '../vscode/notify.ts';
import { withProgress } from '../vscode/progress.ts';
import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

/** Where a token was found, and which one it is. Never contains the token string. */
interface FoundOccurrence {
  /** Name of the workspace folder. Empty for files outside all folders. */
  readonly folder: string;
  /** Path relative to the folder, with `/`. */
  readonly file: string;
  /** 1-based, like `column`. */
  readonly line: number;
  readonly column: number;
  readonly server?: string;
  readonly name?: string;
  readonly status: string;
}

export function findTokensInWorkspace({ store, search, found, log }: Dependencies): Command {
  return {
    id: 'influxdb3Tokens.findTokensInWorkspace',
    async run(call) {
      await call.confirmer.confirmIfExternal({
        message: l10n.t(
          'List the tokens of these servers? Each one is sent your sign-in token for it. Servers: {0}',
          store
            .servers()
            .map(({ url }) => url)
            .join(', '),
        ),
        yes: l10n.t('Find Tokens'),
      });
      const { files, unread, known } = await withProgress(l10n.t('Searching the workspace for tokens...'), (signal) =>
        search.find(signal, { checkServers: true }),
      );
      unread.forEach((path) => log.warn(`Skipped (couldn't be read): ${path}`));
      if (unread.length > 0) {
        void inform(
          unread.length === 1
            ? l10n.t("1 file or folder couldn't be read and wasn't searched. See the log for its name.")
            : l10n.t(
                "{0} files or folders couldn't be read and weren't searched. See the log for their names.",
                unread.length,
              ),
        );
      }
      const rows = await found.show(files, known, true);
      return { places: rows.flatMap((file) => file.occurrences.map((occurrence) => toOccurrence(file, occurrence))) };
    },
  };
}

function toOccurrence({ folder, file }: FoundFileNode, { range, identified }: FoundOccurrenceNode): FoundOccurrence {
  const { server, name, status } = identified;
  return {
    folder,
    file,
    line: range.start.line + 1,
    column: range.start.character + 1,
    ...(server === undefined ? {} : { server: server.url }),
    ...(name === undefined ? {} : { name }),
    status,
  };
}
