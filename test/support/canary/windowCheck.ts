import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { canaryFolder, isThorough } from './canaryFolder.ts';
import {
  allowedSurfaces,
  findIn,
  formatFinding,
  isAllowed,
  reportCheck,
  type Evidence,
  type Finding,
} from './findings.ts';
import { readKnownTokens } from './knownTokens.ts';
import { PageRecording } from './pageRecording.ts';
import { evidenceOfTerminalLog, profileFiles } from './profileFiles.ts';
import { recordTemporaryFiles } from './temporaryFiles.ts';
import { TokenSearch } from './tokenSearch.ts';

/** Searches what one window showed and wrote, in runs that search for tokens. */
export class WindowCheck {
  readonly #folder: string;
  readonly #profile: string;
  readonly #evidence: Evidence[] = [];
  readonly #temporary: string;
  #temporaryFiles: (() => Evidence[]) | undefined;
  #recording: PageRecording | undefined;

  private constructor(folder: string, profile: string) {
    this.#folder = folder;
    this.#profile = profile;
    this.#temporary = join(profile, 'tmp');
  }

  static start(profile: string): WindowCheck | undefined {
    const folder = canaryFolder();
    return folder === undefined ? undefined : new WindowCheck(folder, profile);
  }

  /** Arguments of VS Code's server, whose page gets the same log level. */
  get args(): string[] {
    return isThorough() ? ['--log', 'trace'] : [];
  }

  /** Variables of VS Code's server, whose temporary files are recorded. */
  env(): Record<string, string> {
    if (!isThorough()) return {};
    mkdirSync(this.#temporary, { recursive: true });
    this.#temporaryFiles = recordTemporaryFiles(this.#temporary);
    return { TMPDIR: this.#temporary };
  }

  async recordPages(context: BrowserContext): Promise<void> {
    this.#recording = await PageRecording.start(context);
  }

  /** Before the browser is closed. */
  async collectPages(): Promise<void> {
    this.#evidence.push(...((await this.#recording?.evidence()) ?? []));
  }

  /** After the browser and VS Code's server are closed. */
  finish(output: string): void {
    const all = [
      ...this.#evidence,
      ...(this.#temporaryFiles?.() ?? []),
      ...evidenceOfTerminalLog("output of VS Code's server", output),
      ...profileFiles(this.#profile),
    ];
    const findings = withTerminalLog(findIn(new TokenSearch(readKnownTokens(this.#folder)), all));
    reportCheck(
      this.#folder,
      `window ${basename(this.#profile)}`,
      all.map(({ surface }) => surface),
      findings,
    );
    findings
      .filter(({ surface }) => !isAllowed(surface))
      .forEach((finding) => console.error(`A token was leaked: ${formatFinding(finding)}`));
  }
}

/** The page's log of terminals is also in the browser's database, which has no files of its own for it. */
function withTerminalLog(findings: readonly Finding[]): Finding[] {
  const inLog = findings.filter(({ place }) => /^vscode-web-db\/.*\/terminal\.log$/.test(place));
  const names = new Set(inLog.map(({ name }) => name));
  return findings.map((finding) => {
    const isInDatabase = /^browser\/.*\.leveldb\//.test(finding.place) && names.has(finding.name);
    return inLog.includes(finding) || isInDatabase ? { ...finding, surface: allowedSurfaces.terminalLog } : finding;
  });
}
