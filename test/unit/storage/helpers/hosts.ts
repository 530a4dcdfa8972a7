import { spawnSync } from 'node:child_process';
import type { HostFacts } from '../../../../src/storage/host.ts';

/** A Linux computer; containers and other systems are made from it. */
export const laptop: HostFacts = {
  platform: 'linux',
  hostname: 'laptop',
  machineId: '0'.repeat(31) + '1',
  bootId: '11111111-0000-4000-8000-000000000000',
  pidNamespace: 'pid:[4026531836]',
  utsNamespace: 'uts:[4026531838]',
  isFlatpak: false,
};

export const container: HostFacts = {
  ...laptop,
  hostname: 'c0ffee000001',
  pidNamespace: 'pid:[4026532001]',
  utsNamespace: 'uts:[4026532002]',
};

/** Runs a program with process IDs of its own, as in a container. Not every container allows it. */
export const ownProcessIds = ['--user', '--map-root-user', '--pid', '--fork', '--mount-proc', '--kill-child'];
export const canUnshare = spawnSync('unshare', [...ownProcessIds, 'true']).status === 0;
