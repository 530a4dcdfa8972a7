import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readHost, type Host } from './host.ts';
import { inOwnFolder } from './ownFolder.ts';
import { readWrittenOnce, writeOnce, type WrittenOnceFormat } from './writtenOnce.ts';

const idFormat: WrittenOnceFormat = { pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, length: 36 };
const hostKeyFormat: WrittenOnceFormat = { pattern: /^[0-9a-f]{16}$/, length: 16 };

/**
 * Returns the random ID of the machine on which the extension runs. VS Code's `env.machineId` identifies the client
 * instead, but every container and SSH host has its own `localhost`. Hosts that share the folder have their own IDs.
 */
export async function machineId(folder: string, host?: Pick<Host, 'key'>): Promise<string> {
  return inOwnFolder(folder, async () => {
    const { key } = host ?? (await readHost());
    const file = join(folder, 'machines', key);
    return (await readWrittenOnce(file, idFormat)) ?? writeOnce(file, idFormat, await newId(folder, key));
  });
}

/** Earlier versions had one ID for all hosts. The first host takes it over. It is recorded first in case of a crash. */
async function newId(folder: string, key: string): Promise<string> {
  const earlier = await readWrittenOnce(join(folder, 'machine-id'), idFormat);
  if (earlier === undefined) {
    return randomUUID();
  }
  const owner = await writeOnce(join(folder, 'machines', 'earlier-id-owner'), hostKeyFormat, key);
  return owner === key ? earlier : randomUUID();
}
