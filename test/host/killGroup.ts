import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ends a child that leads its own process group, and all that it started: politely first, then for good. */
export async function killGroup(child: ChildProcess, patience = 3000): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  const end = Date.now() + patience;
  while (Date.now() < end && signalGroup(pid, 0)) await sleep(50);
  signalGroup(pid, 'SIGKILL');
}

/** Ends a group at once, for the moment in which nothing can be waited for any more. */
export function killGroupNow(child: ChildProcess): void {
  if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}
