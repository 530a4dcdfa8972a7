import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quietSettings } from './quietSettings.ts';
import { userSettingsFile, writeUserSettings } from './userSettings.ts';

const setting = 'influxdb3Tokens.servers';

/** The user's settings with the server added, unless its URL is already listed. */
export function withServer(settings: Record<string, unknown>, url: string): Record<string, unknown> {
  const listed = settings[setting];
  const list: unknown[] = Array.isArray(listed) ? listed : [];
  const isListed = list.some(
    (entry) => typeof entry === 'object' && entry !== null && 'url' in entry && entry.url === url,
  );
  return isListed ? settings : { ...settings, [setting]: [...list, { name: 'Local', url }] };
}

/** Adds the server to the profile's settings, and keeps what was changed there in earlier runs. */
export async function configureServer(userDataDir: string, url: string): Promise<void> {
  const written = await readFile(userSettingsFile(userDataDir), 'utf8').catch(() => undefined);
  const settings = written === undefined ? quietSettings : parse(written);
  if (!settings) {
    console.log(
      `Couldn't add ${url} to ${userSettingsFile(userDataDir)}, because it isn't plain JSON. Add the server there yourself.`,
    );
    return;
  }
  await writeUserSettings(userDataDir, withServer(settings, url));
}

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
