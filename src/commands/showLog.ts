import type { Command } from './command.ts';
import type { Parts } from './parts.ts';

export function showLog({ log }: Pick<Parts, 'log'>): Command {
  return {
    id: 'influxdb3Tokens.showLog',
    run() {
      log.show();
      return Promise.resolve(undefined);
    },
  };
}
