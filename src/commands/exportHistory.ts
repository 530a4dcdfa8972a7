import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function exportHistory({ historyDocument }: Pick<Dependencies, 'historyDocument'>): Command {
  return {
    id: 'influxdb3Tokens.exportHistory',
    async run() {
      await historyDocument.export();
      return undefined;
    },
  };
}
