/** Records the command lines and environments of a run's processes until it's killed. Needs Linux's `/proc`. */
import { readdirSync, readFileSync } from 'node:fs';
import { canaryFolder, canaryFolderVariable } from '../../support/canary/canaryFolder.ts';
import { allowedSurfaces } from '../../support/canary/findings.ts';
import { recordEvidence } from '../../support/canary/outcomes.ts';

const intervalMilliseconds = 50;
/** A new process soon runs another program. Later, few do. */
const readAtSamples = new Set([0, 1, 2, 5]);
const readEverySamples = 40;
const terminalVariable = 'INFLUXDB3_AUTH_TOKEN=';

const marker = `${canaryFolderVariable}=${canaryFolder() ?? ''}`;
const samples = new Map<number, number>();
const ofRun = new Set<number>();
const recorded = new Set<string>();

setInterval(sampleAll, intervalMilliseconds);

function sampleAll(): void {
  const running = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid);
  for (const pid of running) {
    const count = samples.get(pid) ?? 0;
    samples.set(pid, count + 1);
    if (readAtSamples.has(count) || count % readEverySamples === 0) sample(pid);
  }
  const isRunning = new Set(running);
  for (const pid of samples.keys()) {
    if (!isRunning.has(pid)) {
      samples.delete(pid);
      ofRun.delete(pid);
    }
  }
}

function sample(pid: number): void {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const parent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    // A process that gets an environment of its own is still a child of one of the run.
    if (!variables.includes(marker) && !ofRun.has(parent)) return;
    ofRun.add(pid);
    record(pid, variables);
  } catch {
    // It ended, or belongs to another user.
  }
}

function record(pid: number, variables: readonly string[]): void {
  const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  const isTerminal = variables.includes('TERM_PROGRAM=vscode');
  const isForTerminal = (variable: string) => isTerminal && variable.startsWith(terminalVariable);
  recordOnce('command line of a process', program, [program, ...args].join('\n'));
  recordOnce('environment of a process', program, variables.filter((one) => !isForTerminal(one)).join('\n'));
  recordOnce(allowedSurfaces.terminal, program, variables.filter(isForTerminal).join('\n'));
}

function recordOnce(surface: string, place: string, content: string): void {
  const key = `${surface}\n${content}`;
  if (content !== '' && !recorded.has(key)) {
    recorded.add(key);
    recordEvidence(surface, place, () => content);
  }
}
