import { readdirSync, readFileSync } from 'node:fs';
import type { ReleaseName } from '../../../influxdb3/release.ts';

/** A row of a recording: one request, and what a real server answered. */
export interface Row {
  method?: string;
  path?: string;
  note?: string;
  authorization?: string | null;
  headers?: Record<string, string>;
  body?: string;
  status?: number;
  responseHeaders?: Record<string, string>;
  responseBody?: string;
  /** The socket's error code, where there was no answer. */
  failure?: string;
  /** Of several requests at once. */
  statuses?: number[];
}

const directory = new URL('../../../influxdb3/recordings/', import.meta.url);
export const recordedReleases: ReleaseName[] = ['3.7', '3.10'];

/** The recordings of a release, by the name of their file without `.json`. */
export function recordingsOf(release: ReleaseName): { name: string; rows: Row[] }[] {
  const folder = new URL(`${release}/`, directory);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      name: file.replace(/\.json$/, ''),
      rows: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Row[],
    }));
}
