import { forgetEverything as forget } from '../operations/forgetEverything.ts';
import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function forgetEverything({
  servers,
  settings,
  rotations,
  clipboard,
  historyDocument,
}: Pick<Dependencies, 'servers' | 'settings' | 'rotations' | 'clipboard' | 'historyDocument'>): Command {
  return {
    id: 'influxdb3Tokens.forgetEverything',
    async run({ person }) {
      await forget({ person, servers, settings, rotations, clipboard });
      historyDocument.refresh();
      return undefined;
    },
  };
}
