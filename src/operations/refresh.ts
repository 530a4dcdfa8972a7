import * as l10n from '../core/l10n.ts';
import type { Server } from '../core/server/server.ts';
import type { Person } from './person.ts';
import type { ServerAccess } from './ports.ts';
import { listingQuestion } from './steps/tokenList.ts';

interface Ports {
  readonly person: Person;
  readonly servers: Pick<ServerAccess, 'store'>;
}

/** Loads the token lists again. A server that fails shows that in its state. */
export async function refresh(list: readonly Server[], { person, servers: { store } }: Ports): Promise<void> {
  await person.confirmIfExternal({
    ...listingQuestion(list),
    confirmLabel: l10n.t('List Tokens'),
  });
  await person.progress(l10n.t('Refreshing...'), () => Promise.all(list.map((server) => store.reload(server))));
}
