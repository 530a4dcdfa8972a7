import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Where a profile keeps the person's settings. The npm host keeps them in the same place as the desktop, and an
 * extension finds them as `globalValue`, those of `application` scope included.
 */
export function userSettingsFile(userDataDir: string): string {
  return join(userDataDir, 'User', 'settings.json');
}

/** Writes the person's settings into a profile that is not open. */
export async function writeUserSettings(userDataDir: string, settings: Record<string, unknown>): Promise<void> {
  const file = userSettingsFile(userDataDir);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(settings, undefined, 2)}\n`);
}

/** A key of the person's own, with what it hands to the command. */
export interface Keybinding {
  key: string;
  command: string;
  args?: unknown;
}

/** Writes the person's own keys into a profile that is not open. */
export async function writeKeybindings(userDataDir: string, keybindings: readonly Keybinding[]): Promise<void> {
  const file = join(dirname(userSettingsFile(userDataDir)), 'keybindings.json');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(keybindings));
}
