import type { Disposable } from '../../core/emitter.ts';
import { hasOperatorToken } from '../../servers/serverState.ts';
import type { ServerStore } from '../../servers/serverStore.ts';
import { setContextKey } from '../../vscode/contextKeys.ts';

/** Hides the commands in the Command Palette that no server supports. A server that wasn't contacted may support all. */
export function registerPaletteContext(store: ServerStore): Disposable {
  const values = new Map<Parameters<typeof setContextKey>[0], boolean>();
  const update = () => {
    const servers = store.servers().map((server) => ({ server, state: store.state(server) }));
    const isAny = servers.length > 0;
    const next = {
      hasOnlyCore: isAny && servers.every(({ state }) => state.product === 'core'),
      hasOnlyCloud: isAny && !servers.some(({ server, state }) => hasOperatorToken(server, state)),
      hasOnlyReadOnly: isAny && servers.every(({ server }) => server.isReadOnly),
    };
    for (const key of ['hasOnlyCore', 'hasOnlyCloud', 'hasOnlyReadOnly'] as const) {
      if (values.get(key) !== next[key]) {
        values.set(key, next[key]);
        setContextKey(key, next[key]);
      }
    }
  };
  update();
  return store.onDidChange(update);
}
