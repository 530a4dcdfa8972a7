import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A command that is installed but fails counts as installed, so that the test that needs it fails too. */
export async function isInstalled(command: string, versionArgument = '--version'): Promise<boolean> {
  return run(command, [versionArgument], { timeout: 20_000 }).then(
    () => true,
    (error: unknown) => (error as NodeJS.ErrnoException).code !== 'ENOENT',
  );
}
