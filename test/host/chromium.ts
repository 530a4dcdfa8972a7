import { existsSync } from 'node:fs';
import { findOnPath } from './findOnPath.ts';
import { run } from './run.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** What a bare machine needs for names to be readable in screenshots, Chinese and Japanese ones included. */
const fonts = ['fonts-dejavu-core', 'fonts-droid-fallback'];

/** The first Chromium on the PATH, or the one that CHROMIUM_EXECUTABLE names. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['CHROMIUM_EXECUTABLE'];
  if (named) return named;
  return findOnPath(names, env);
}

/** What a person has to do on a machine where we do not install a browser ourselves. */
export const chromiumAdvice =
  'No Chromium was found. The editor from the npm registry is shown in one: install it ' +
  '(Debian, Ubuntu: "sudo apt-get install chromium"), or set CHROMIUM_EXECUTABLE to the path of a Chromium or Chrome.';

/**
 * The Chromium that shows the editor. On Debian, as root, a missing one is installed, with plain
 * fonts: that is how a bare CI machine gets it. Anywhere else nothing is changed behind the person's back.
 */
export async function ensureChromium(
  say: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
  mayInstall: boolean = isRootOnDebian(),
): Promise<string> {
  const found = findChromium(env);
  if (found) return found;
  if (!mayInstall) throw new Error(chromiumAdvice);
  say(
    'No Chromium found: installing Debian\'s with "apt-get install chromium", because this is Debian and we are root',
  );
  const started = performance.now();
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium', ...fonts]]) {
    const { code, output } = await run('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], {
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (code !== 0) throw new Error(`apt-get ${args.join(' ')} failed:\n${output}\n${chromiumAdvice}`);
  }
  const installed = findChromium(env);
  if (!installed) throw new Error(chromiumAdvice);
  say(`Chromium is installed (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return installed;
}

function isRootOnDebian(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version');
}
