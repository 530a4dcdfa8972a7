import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quietSettings } from './quietSettings.ts';
import { userSettingsFile, writeUserSettings } from './userSettings.ts';

const setting = 'influxdb3Tokens.servers';

/** The person's settings with this server in the extension's list; an entry for its URL is left as it is. */
export function withServer(settings: Record<string, unknown>, url: string): Record<string, unknown> {
  const listed = settings[setting];
  const list: unknown[] = Array.isArray(listed) ? listed : [];
  const has = list.some((entry) => typeof entry === 'object' && entry !== null && 'url' in entry && entry.url === url);
  return has ? settings : { ...settings, [setting]: [...list, { name: 'Local', url }] };
}

/** Puts the server into the profile's settings. What somebody changed there in an earlier run is kept. */
export async function configureServer(userDataDir: string, url: string): Promise<void> {
  const written = await readFile(userSettingsFile(userDataDir), 'utf8').catch(() => undefined);
  const settings = written === undefined ? quietSettings : parse(written);
  if (!settings) {
    console.log(`${userSettingsFile(userDataDir)} has comments in it and is left as it is: add ${url} yourself`);
    return;
  }
  await writeUserSettings(userDataDir, withServer(settings, url));
}

/** A folder to open, with files in which tokens usually live. They are only written where they are missing. */
export async function sampleWorkspace(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(samples)) {
    await writeFile(join(folder, name), text, { flag: 'wx' }).catch(() => undefined);
  }
  return folder;
}

const samples = {
  '.env': 'INFLUXDB3_HOST_URL=http://127.0.0.1:8181\nINFLUXDB3_AUTH_TOKEN=\n',
  'telegraf.conf':
    '[[outputs.influxdb_v2]]\n  urls = ["http://127.0.0.1:8181"]\n  token = "${INFLUXDB3_AUTH_TOKEN}"\n  bucket = "sensors"\n',
};

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
