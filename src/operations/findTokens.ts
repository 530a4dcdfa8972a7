import * as l10n from '../core/l10n.ts';
import type { Person } from './person.ts';
import type { ServerAccess } from './ports.ts';
import { listingQuestion } from './steps/tokenList.ts';
import type { WorkspaceSearch, WorkspaceSearchResult } from './steps/workspaceSearch.ts';

interface Ports {
  readonly person: Person;
  readonly servers: Pick<ServerAccess, 'store' | 'log'>;
  readonly search: Pick<WorkspaceSearch, 'find'>;
}

export async function findTokens({ person, servers, search }: Ports): Promise<WorkspaceSearchResult> {
  await person.confirmIfExternal({
    ...listingQuestion(servers.store.servers()),
    confirmLabel: l10n.t('Find Tokens'),
  });
  const result = await person.progress(l10n.t('Searching the workspace for tokens...'), (signal) =>
    search.find(signal, { checkServers: true }),
  );
  const { unsearched } = result;
  for (const path of unsearched) {
    servers.log.warn(`Not searched: ${path}`);
  }
  if (unsearched.length > 0) {
    person.inform(
      unsearched.length === 1
        ? l10n.t("1 file or folder wasn't searched. See the log for its name.")
        : l10n.t("{0} files or folders weren't searched. See the log for their names.", unsearched.length),
    );
  }
  return result;
}
