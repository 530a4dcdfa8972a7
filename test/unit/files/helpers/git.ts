import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** These settings make the tests independent of the user's own. */
const settings = ['user.name=Someone', 'user.email=someone@example.com', 'protocol.file.allow=always'];

export function git(folder: string, ...command: string[]): void {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  const options = settings.flatMap((setting) => ['-c', setting]);
  execFileSync('git', ['-C', folder, ...options, ...command], { env, stdio: 'pipe' });
}

export function createRepository(folder: string): string {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '--quiet');
  return folder;
}

export function writeTestFile(folder: string, name: string, content = 'text\n'): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** Creates a program to run instead of Git. @returns its path */
export function createFakeGit(folder: string, script: string): string {
  const path = writeTestFile(folder, 'fake-git', `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o700);
  return path;
}
