import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Kills the extension hosts of a server, as a crash of the machine would: nothing in them gets to run any more.
 * All of it happens before this returns, because whoever waits for the right moment has to hit it.
 */
export function killExtensionHosts(server: number): void {
  const hosts = processes()
    .map((line) => /^\s*(\d+)\s+(\d+)\s.*--type=extensionHost/s.exec(line))
    .filter((match) => Number(match?.[2]) === server)
    .map((match) => Number(match?.[1]));
  if (hosts.length === 0) throw new Error(`the server ${server} has no extension host`);
  for (const host of hosts) process.kill(host, 'SIGKILL');
}

/** Of each process its number, its parent's and its command line. */
function processes(): string[] {
  if (process.platform !== 'linux') {
    return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  }
  // A bare machine has no `ps`.
  return readdirSync('/proc').map((pid) => {
    try {
      const [, parent] = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      return `${pid} ${parent} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8')}`;
    } catch {
      // No process, or one that has ended meanwhile.
      return '';
    }
  });
}
