import { readdirSync, readFileSync } from 'node:fs';
import type { ReleaseName } from '../../../../support/influxdb3/release.ts';

export interface RecordedRow {
  method?: string;
  path?: string;
  note?: string;
  authorization?: string | null;
  headers?: Record<string, string>;
  body?: string;
  status?: number;
  responseHeaders?: Record<string, string>;
  responseBody?: string;
  /** The socket's error code, if there was no response. */
  failure?: string;
  statuses?: number[];
}

const directory = new URL('../../../../support/influxdb3/recordings/', import.meta.url);
export const recordedReleases = ['3.7', '3.10'] as const satisfies ReleaseName[];

/** `name` is the file name without `.json`. */
export function recordingsOf(release: ReleaseName): { name: string; rows: RecordedRow[] }[] {
  const folder = new URL(`${release}/`, directory);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      name: file.replace(/\.json$/, ''),
      rows: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as RecordedRow[],
    }));
}
