import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { canaryDepthVariable, canaryFolderVariable } from '../../support/canary/canaryFolder.ts';
import { findIn, readChecks, reportCheck, type Finding } from '../../support/canary/findings.ts';
import { readKnownTokens } from '../../support/canary/knownTokens.ts';
import { recordedEvidence } from '../../support/canary/outcomes.ts';
import { TokenSearch } from '../../support/canary/tokenSearch.ts';
import { killGroup } from '../../support/host/killGroup.ts';
import { repositoryRoot } from '../../support/host/paths.ts';

export interface CanaryResult {
  readonly canaries: number;
  readonly windows: number;
  readonly surfaces: readonly string[];
  readonly findings: readonly Finding[];
}

/** Runs `work`, whose processes record what they write and show, and then searches it for every token of the run. */
export async function canaryRun(depth: 'thorough' | 'short', work: () => Promise<void>): Promise<CanaryResult> {
  const folder = await mkdtemp(join(tmpdir(), 'canary-'));
  const variables = { [canaryFolderVariable]: folder, [canaryDepthVariable]: depth };
  Object.assign(process.env, variables);
  const stopSampling = depth === 'thorough' ? startSampling() : () => Promise.resolve();
  try {
    await work();
    // Let the sampler see processes that only just started.
    if (depth === 'thorough') await delay(500);
    await stopSampling();
    return searchAll(folder);
  } finally {
    await stopSampling();
    Object.keys(variables).forEach((name) => Reflect.deleteProperty(process.env, name));
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function searchAll(folder: string): CanaryResult {
  const known = readKnownTokens(folder);
  const recorded = [...recordedEvidence(folder)];
  const found = findIn(new TokenSearch(known), recorded);
  reportCheck(
    folder,
    'recorded',
    recorded.map(({ surface }) => surface),
    found,
  );
  const checks = readChecks(folder);
  return {
    canaries: known.length,
    windows: checks.filter(({ check }) => check.startsWith('window')).length,
    surfaces: [...new Set(checks.flatMap(({ surfaces }) => surfaces))].sort(),
    findings: checks.flatMap(({ findings }) => findings),
  };
}

function startSampling(): () => Promise<void> {
  if (process.platform !== 'linux') {
    console.log('Processes are not sampled, because this needs Linux.');
    return () => Promise.resolve();
  }
  const sampler = spawn(process.execPath, [join(repositoryRoot, 'test/long/canary/processSampler.ts')], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  return () => killGroup(sampler);
}
