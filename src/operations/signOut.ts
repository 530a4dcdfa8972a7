import * as l10n from '@vscode/l10n';
import type { Server } from '../core/server/server.ts';
import type { Token } from '../core/token/token.ts';
import type { Person } from './person.ts';
import type { ServerAccess } from './ports.ts';
import { recordDone } from './steps/recordedChange.ts';

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly clipboard: { copy(token: Token, options: { readonly clears: boolean }): Promise<unknown> };
}

/** Removes the sign-in token from this machine. The server isn't contacted first. */
export async function signOut(server: Server, { person, servers, clipboard }: Ports): Promise<void> {
  const { connections, tokens, store } = servers;
  const identity = await connections.identityOf(server);
  const signIn = await tokens.readSignIn(identity);
  if (signIn.kind === 'token' && (await tokens.findByHash(identity, signIn.token.hash)) === undefined) {
    const copyFirst = l10n.t('Copy and Sign Out');
    const question = {
      message: l10n.t('Sign out of {0} ({1})?', server.name, server.url),
      detail: l10n.t(
        "This deletes this machine's only copy of the token. The server shows a token only when it's created.",
      ),
      confirmLabel: l10n.t('Sign Out'),
    };
    if ((await person.choose(question, copyFirst)) === copyFirst) {
      // Don't clear the clipboard: it now contains the only copy.
      await clipboard.copy(signIn.token, { clears: false });
    }
  } else if (signIn.kind === 'token') {
    await person.confirmIfExternal({
      message: l10n.t('Sign out of {0} ({1})?', server.name, server.url),
      detail: l10n.t('The token stays stored on this machine.'),
      confirmLabel: l10n.t('Sign Out'),
    });
  }
  await tokens.removeSignIn(identity);
  const token = signIn.kind === 'token' ? { name: signIn.name ?? '', hash: signIn.token.hash } : undefined;
  await recordDone({ server, action: 'signOut', ...(token && { token }) }, { person, servers });
  void store.reload(server);
}
