import { existsSync } from 'node:fs';
import { findOnPath } from './findOnPath.ts';
import { run } from './run.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Screenshots contain Chinese and Japanese names, which need these fonts. */
const fonts = ['fonts-dejavu-core', 'fonts-droid-fallback'];

export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const configured = env['CHROMIUM_EXECUTABLE'];
  if (configured) return configured;
  return findOnPath(names, env);
}

export const chromiumAdvice =
  "Couldn't find Chromium, which shows the editor from the npm registry. Install it " +
  '(Debian, Ubuntu: "sudo apt-get install chromium"), or set CHROMIUM_EXECUTABLE to the path of Chromium or Chrome.';

/** Installs a missing Chromium as root on Debian, as on CI. Elsewhere it must not change the user's machine. */
export async function ensureChromium(
  log: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
  mayInstall: boolean = isRootOnDebian(),
): Promise<string> {
  const found = findChromium(env);
  if (found) return found;
  if (!mayInstall) throw new Error(chromiumAdvice);
  log(
    'Couldn\'t find Chromium. Installing it with "apt-get install chromium", because this is Debian and you are root.',
  );
  const started = performance.now();
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium', ...fonts]]) {
    const { code, output } = await run('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], {
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (code !== 0) throw new Error(`"apt-get ${args.join(' ')}" failed:\n${output}\n${chromiumAdvice}`);
  }
  const installed = findChromium(env);
  if (!installed) throw new Error(chromiumAdvice);
  log(`Chromium was installed in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  return installed;
}

function isRootOnDebian(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version');
}
