import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const program = `
  import fsPromises from 'node:fs/promises';
  import { syncBuiltinESMExports } from 'node:module';
  import { machineId } from ${JSON.stringify(new URL('../../../../src/storage/machineId.ts', import.meta.url).href)};
  if (process.argv[2] === 'no links') {
    fsPromises.link = () => Promise.reject(Object.assign(new Error('EPERM: simulated by the test'), { code: 'EPERM' }));
    syncBuiltinESMExports();
  }
  process.stdout.write('ready\\n');
  process.stdin.once('data', async () => {
    process.stdout.write(await machineId(process.argv[1], { key: process.argv[3] }));
    process.exit();
  });
`;

/** Calls `machineId` in a process for each host's key. `no links` simulates a file system without hard links. */
export async function callConcurrently(
  folder: string,
  keys: readonly string[],
  links: 'links' | 'no links' = 'links',
): Promise<string[]> {
  const children = keys.map((key) =>
    spawn(process.execPath, ['--input-type=module-typescript', '--eval', program, folder, links, key], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  try {
    await Promise.all(children.map(({ stdout }) => once(stdout, 'data')));
    const ids = children.map(({ stdout }) => text(stdout));
    for (const { stdin } of children) stdin.write('go\n');
    return await Promise.all(ids);
  } finally {
    for (const child of children) child.kill();
  }
}
