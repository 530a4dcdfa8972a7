import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What is to hold wherever the tests run, whatever the person's own settings are. */
const settings = ['user.name=Someone', 'user.email=someone@example.com', 'protocol.file.allow=always'];

/** Runs the real git in a folder. */
export function git(folder: string, ...command: string[]): void {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  const given = settings.flatMap((setting) => ['-c', setting]);
  execFileSync('git', ['-C', folder, ...given, ...command], { env, stdio: 'pipe' });
}

/** A repository in a new folder. */
export function makeRepository(folder: string): string {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '--quiet');
  return folder;
}

/** Writes a file, with its folders. @returns its path */
export function put(folder: string, name: string, content = 'text\n'): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** A program that can stand in for git. @returns its path */
export function makeProgram(folder: string, script: string): string {
  const path = put(folder, 'stand-in', `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o700);
  return path;
}
