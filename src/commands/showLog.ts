import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function showLog({ log }: Pick<Dependencies, 'log'>): Command {
  return {
    id: 'influxdb3Tokens.showLog',
    run() {
      log.show();
      return Promise.resolve(undefined);
    },
  };
}
