import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { ownProcessIds } from './hosts.ts';

const locksModule = new URL('../../../../src/storage/processLocks.ts', import.meta.url).href;
const hostModule = new URL('../../../../src/storage/host.ts', import.meta.url).href;
const program = `
  import { hostFrom } from ${JSON.stringify(hostModule)};
  import { ProcessLocks } from ${JSON.stringify(locksModule)};
  const { folder, key, facts } = JSON.parse(process.env.LOCK_TASK);
  const locks = new ProcessLocks(folder, facts && (() => Promise.resolve(hostFrom(facts))));
  const lock = await locks.take(key).catch((error) => error.name);
  console.log(lock === undefined ? 'held' : typeof lock === 'string' ? lock : 'taken');
  setInterval(() => {}, 1000);
`;

export interface LockTask {
  readonly folder: string;
  readonly key: string;
  /** Simulates another host. */
  readonly facts?: object;
  readonly hasOwnProcessIds?: boolean;
}

/** Takes a lock in another process, which holds it until it's killed. `result` is `taken`, `held`, or an error's name. */
export async function takeInOtherProcess(task: LockTask): Promise<{ child: ChildProcess; result: string }> {
  const command = [process.execPath, '--input-type=module-typescript', '--eval', program];
  const [file = '', ...args] = task.hasOwnProcessIds === true ? ['unshare', ...ownProcessIds, ...command] : command;
  const child = spawn(file, args, {
    env: { ...process.env, LOCK_TASK: JSON.stringify(task) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, result: String(output).trim() };
}
