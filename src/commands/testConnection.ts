import * as l10n from '../core/l10n.ts';
import { testConnection as test } from '../operations/testConnection.ts';
import { MessageNode } from '../ui/servers/nodes.ts';
import { chooseServer } from './chooseServer.ts';
import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

interface ConnectionResult {
  readonly server: string;
  readonly ok: true;
  readonly version: string | null;
  readonly product: string | null;
  readonly authenticated: boolean;
  readonly milliseconds: number;
}

export function testConnection({ servers }: Pick<Dependencies, 'servers'>): Command {
  return {
    id: 'influxdb3Tokens.testConnection',
    async run(call): Promise<ConnectionResult> {
      const { node, person } = call;
      const server = await chooseServer(call, servers.store, l10n.t('Test Connection'));
      const asksToTrust = node instanceof MessageNode && node.message.purpose === 'trust';
      const tested = await test(server, { asksToTrust }, { person, servers });
      const { version = null, product, isAuthenticated, milliseconds } = tested;
      return {
        server: server.url,
        ok: true,
        version,
        product: product === 'unknown' ? null : product,
        authenticated: isAuthenticated,
        milliseconds,
      };
    },
  };
}
