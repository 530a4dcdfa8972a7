import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function showHistory({ historyDocument }: Pick<Dependencies, 'historyDocument'>): Command {
  return {
    id: 'influxdb3Tokens.showHistory',
    async run() {
      await historyDocument.show();
      return undefined;
    },
  };
}
