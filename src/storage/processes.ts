import { readFile } from 'node:fs/promises';
import { errorCode } from '../core/errors.ts';

/** In clock ticks since boot, to detect a reused process ID; 0 if unknown, `undefined` if the process has ended. */
export async function startTimeOf(pid: number): Promise<number | undefined> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // The process exists but belongs to another user.
    if (errorCode(error) !== 'EPERM') {
      return undefined;
    }
  }
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The process name in parentheses may contain anything. After it, field 0 is the state and 19 the start time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; its parent just hasn't collected it yet.
    return fields[0] === 'Z' ? undefined : Number(fields[19]);
  } catch {
    return 0;
  }
}

/** Also true if a process has the ID, but its start time or the expected one is unknown. */
export async function isRunning(pid: number, start: number): Promise<boolean> {
  const found = await startTimeOf(pid);
  return found !== undefined && (found === start || found === 0 || start === 0);
}
