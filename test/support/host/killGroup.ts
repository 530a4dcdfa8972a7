import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ends the process group that a child leads, with SIGTERM and then SIGKILL. */
export async function killGroup(child: ChildProcess, milliseconds = 3000): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  const end = Date.now() + milliseconds;
  while (Date.now() < end && signalGroup(pid, 0)) await sleep(50);
  signalGroup(pid, 'SIGKILL');
}

/** Kills a group at once, for `exit` handlers, which can't wait. */
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
