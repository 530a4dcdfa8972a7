import { findTokens } from '../operations/findTokens.ts';
import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';
import { toOccurrence } from './foundOccurrence.ts';

export function findTokensInWorkspace({
  servers,
  search,
  found,
}: Pick<Dependencies, 'servers' | 'search' | 'found'>): Command {
  return {
    id: 'influxdb3Tokens.findTokensInWorkspace',
    async run({ person }) {
      const { files, known } = await findTokens({ person, servers, search });
      const rows = await found.show(files, known, { reveal: true });
      // Other extensions use this result, so the name `places` can't change.
      return { places: rows.flatMap((file) => file.occurrences.map((occurrence) => toOccurrence(file, occurrence))) };
    },
  };
}
