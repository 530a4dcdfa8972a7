import { spawnSync } from 'node:child_process';

export interface Output {
  readonly code: number | null;
  readonly text: string;
}

/** `code` is `null` if there is no such program. */
export function tryTool(program: string, ...args: readonly string[]): Output {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  return { code: error === undefined ? status : null, text: `${stdout}${stderr}`.trim() };
}

/** @throws if the program fails */
export function runTool(program: string, ...args: readonly string[]): string {
  const { code, text } = tryTool(program, ...args);
  if (code !== 0) {
    throw new Error(`${program} ${args.join(' ')}: ${text}`);
  }
  return text;
}

/** A shell that can mount file systems that only it sees, which not every container allows. */
export const mountingShell = ['--user', '--map-root-user', '--mount', 'sh', '-ec'] as const;
export const canMount = tryTool('unshare', ...mountingShell, 'mount -t tmpfs none /mnt').code === 0;
