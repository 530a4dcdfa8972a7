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
      // Only a row or a button of this extension has a purpose, so that no other caller can start these questions.
      const purpose =
        node instanceof MessageNode && node.message.purpose !== 'caFile' ? node.message.purpose : undefined;
      const tested = await test(server, { purpose }, { person, servers });
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
