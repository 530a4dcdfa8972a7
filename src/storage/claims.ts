import { createHash } from 'node:crypto';
import type { Host } from './host.ts';
import { isRunning } from './processes.ts';

/** Names the process that holds a lock. Claims of earlier versions don't name its host. */
interface Claim {
  readonly host: ClaimHost | undefined;
  readonly pid: number;
  readonly start: number;
}

type ClaimHost = Pick<Host, 'name' | 'boot' | 'pidNamespace'>;
type CurrentHost = ClaimHost & Pick<Host, 'isUnique'>;

/**
 * - `running`: on this host
 * - `ended`: it certainly ended, so the claim can be removed
 * - `elsewhere`: on another host, where it might be running
 * - `unknown`: from an earlier version, and not running on this host
 */
type ClaimStatus = 'running' | 'ended' | 'elsewhere' | 'unknown';

/** `host.<SHA-256 of the key>.<name of the host>.<boot>.<PID namespace>.<process ID>.<start time of the process>` */
const currentName = /^host\.([0-9a-f]{64})\.([0-9a-f]{16})\.([0-9a-f]{16})\.(\d+)\.(\d+)\.(\d+)$/;
/** Earlier versions delete names that begin with the hash but don't match this, so current names begin differently. */
const earlierName = /^([0-9a-f]{64})\.(\d+)\.(\d+)$/;

export function claimName(key: string, { host, pid, start }: Claim & { readonly host: ClaimHost }): string {
  return ['host', hashOf(key), host.name, host.boot, host.pidNamespace, pid, start].join('.');
}

export function parseClaim(key: string, fileName: string): Claim | undefined {
  const [, hash, name = '', boot = '', pidNamespace, pid, start] = currentName.exec(fileName) ?? [];
  if (hash === hashOf(key)) {
    return { host: { name, boot, pidNamespace: Number(pidNamespace) }, pid: Number(pid), start: Number(start) };
  }
  const [, earlierHash, earlierPid, earlierStart] = earlierName.exec(fileName) ?? [];
  return earlierHash === hashOf(key)
    ? { host: undefined, pid: Number(earlierPid), start: Number(earlierStart) }
    : undefined;
}

export async function statusOf({ host, pid, start }: Claim, currentHost: CurrentHost): Promise<ClaimStatus> {
  if (host === undefined) {
    return (await isRunning(pid, start)) ? 'running' : 'unknown';
  }
  if (host.boot === currentHost.boot && host.pidNamespace === currentHost.pidNamespace) {
    return (await isRunning(pid, start)) ? 'running' : 'ended';
  }
  // No process survives a restart. But containers on different computers can have the same name, and one in another PID
  // namespace of this boot might still run.
  return host.name === currentHost.name && currentHost.isUnique && host.boot !== currentHost.boot
    ? 'ended'
    : 'elsewhere';
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
