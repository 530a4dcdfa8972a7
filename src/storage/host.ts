import { createHash } from 'node:crypto';
import { access, readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** What differs between machines and containers that share a home folder or a volume. Unknown facts are `undefined`. */
export interface HostFacts {
  readonly platform: NodeJS.Platform;
  readonly hostname: string;
  readonly machineId: string | undefined;
  readonly bootId: string | undefined;
  /** For example, `pid:[4026531836]`. */
  readonly pidNamespace: string | undefined;
  readonly utsNamespace: string | undefined;
  readonly isFlatpak: boolean;
}

export interface Host {
  /** Stays the same when the host restarts, because tokens are stored under the ID that belongs to it. */
  readonly key: string;
  /** Also differs between machines that were cloned with their machine ID, but changes when the machine is renamed. */
  readonly name: string;
  /** Whether no other host has the same name, as containers on different computers can. */
  readonly isUnique: boolean;
  readonly boot: string;
  /** Process IDs are meaningful only within their namespace. 0 on systems without namespaces. */
  readonly pidNamespace: number;
}

/** The kernel's fixed numbers for its initial namespaces, which contain no containers. */
const initialPidNamespace = 'pid:[4026531836]';
const initialUtsNamespace = 'uts:[4026531838]';

export async function readHost(): Promise<Host> {
  return hostFrom(await readHostFacts());
}

export async function readHostFacts(): Promise<HostFacts> {
  const [etc, dbus, bootId, pidNamespace, utsNamespace, isFlatpak] = await Promise.all([
    read('/etc/machine-id'),
    read('/var/lib/dbus/machine-id'),
    read('/proc/sys/kernel/random/boot_id'),
    readlink('/proc/self/ns/pid').catch(() => undefined),
    readlink('/proc/self/ns/uts').catch(() => undefined),
    access('/.flatpak-info').then(
      () => true,
      () => false,
    ),
  ]);
  // Container images often have an empty file, or the word "uninitialized".
  const machineId = [etc, dbus].find((id) => id !== undefined && /^[0-9a-f]{32}$/.test(id));
  const { platform } = process;
  return { platform, hostname: hostname(), machineId, bootId, pidNamespace, utsNamespace, isFlatpak };
}

export function hostFrom(facts: HostFacts): Host {
  const name = hashOf([facts.platform, ...nameParts(facts)]);
  return {
    key: hashOf([facts.platform, ...keyParts(facts)]),
    name,
    isUnique: facts.platform !== 'linux' || (facts.machineId !== undefined && !isInContainer(facts)),
    boot: facts.bootId === undefined ? name : hashOf([facts.bootId]),
    pidNamespace: Number(/\d+/.exec(facts.pidNamespace ?? '')?.[0] ?? 0),
  };
}

function keyParts({ platform, hostname: name, machineId, ...isolation }: HostFacts): unknown[] {
  if (platform === 'darwin') {
    // A Mac's name changes with its network, and its hardware ID can only be read by running another program.
    return [];
  }
  // Containers from one image share a machine ID but have different names. A computer's name can change.
  return machineId !== undefined && !isInContainer(isolation) ? [machineId] : [machineId ?? null, name];
}

function nameParts({ platform, hostname: name, machineId }: HostFacts): unknown[] {
  return platform === 'darwin' ? [] : [machineId ?? null, name];
}

type Isolation = Pick<HostFacts, 'pidNamespace' | 'utsNamespace' | 'isFlatpak'>;

function isInContainer({ pidNamespace, utsNamespace, isFlatpak }: Isolation): boolean {
  // Flatpak isolates processes, but its machine ID, name, and network are the computer's.
  return !isFlatpak && (pidNamespace !== initialPidNamespace || utsNamespace !== initialUtsNamespace);
}

/** Includes the extension's name: machine IDs are meant to be hashed for each application. */
function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify(['influxdb3-tokens', ...parts]))
    .digest('hex')
    .slice(0, 16);
}

async function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}
