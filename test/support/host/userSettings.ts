import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The npm host and the desktop use the same file. `globalValue` even has its settings of `application` scope. */
export function userSettingsFile(userDataDir: string): string {
  return join(userDataDir, 'User', 'settings.json');
}

export async function writeUserSettings(userDataDir: string, settings: Record<string, unknown>): Promise<void> {
  const file = userSettingsFile(userDataDir);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(settings, undefined, 2)}\n`);
}

export interface Keybinding {
  key: string;
  command: string;
  args?: unknown;
}

export async function writeKeybindings(userDataDir: string, keybindings: readonly Keybinding[]): Promise<void> {
  const file = join(dirname(userSettingsFile(userDataDir)), 'keybindings.json');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(keybindings));
}
