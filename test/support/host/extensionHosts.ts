import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Kills them synchronously, because tests do that at a certain moment. @param serverPid of VS Code's server */
export function killExtensionHosts(serverPid: number): void {
  const hosts = listProcesses()
    .map((line) => /^\s*(\d+)\s+(\d+)\s.*--type=extensionHost/s.exec(line))
    .filter((match) => Number(match?.[2]) === serverPid)
    .map((match) => Number(match?.[1]));
  if (hosts.length === 0) throw new Error(`The server ${serverPid} has no extension host.`);
  for (const host of hosts) process.kill(host, 'SIGKILL');
}

function listProcesses(): string[] {
  if (process.platform !== 'linux') {
    return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  }
  // Minimal Linux images have no `ps`.
  return readdirSync('/proc').map((pid) => {
    try {
      const [, parent] = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      return `${pid} ${parent} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8')}`;
    } catch {
      // This isn't a process, or it has exited.
      return '';
    }
  });
}
