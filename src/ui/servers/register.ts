import type { OpenRotations } from '../../rotation/openRotations.ts';
import type { ServerStore } from '../../servers/serverStore.ts';
import type { Settings } from '../../vscode/settings.ts';
import { registerPaletteContext } from './paletteContext.ts';
import { ServerTree } from './serverTree.ts';

/** Shows the servers in their view, and which of their commands the Command Palette offers. */
export function registerServers(
  store: ServerStore,
  rotations: OpenRotations,
  settings: Settings,
): Pick<ServerTree, 'isHiddenRow' | 'dispose'> {
  const tree = new ServerTree(store, rotations, settings);
  const paletteContext = registerPaletteContext(store);
  return {
    isHiddenRow: (node) => tree.isHiddenRow(node),
    dispose() {
      tree.dispose();
      paletteContext.dispose();
    },
  };
}
