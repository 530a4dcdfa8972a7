import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { configFiles } from './configs.ts';
import type { ConfigFile } from './configFile.ts';

/** `plant` is for realistic files, `notes` for those of a single test. */
export function folderPath(name: 'plant' | 'notes'): string {
  const folder = vscode.workspace.workspaceFolders?.find((candidate) => candidate.name === name);
  if (folder === undefined) throw new Error(`no folder ${name}`);
  return folder.uri.fsPath;
}

export function fillPlant(token: string, other: string): readonly ConfigFile[] {
  const root = clearFolder('plant');
  const files = configFiles(token, other);
  for (const { path, content } of files) {
    write(join(root, path), content);
  }
  return files;
}

/** Replaces the content of `notes` with these files. @returns their absolute paths, in the same order */
export function createNotes(files: Readonly<Record<string, string | Buffer>>): string[] {
  const root = clearFolder('notes');
  return Object.entries(files).map(([path, content]) => {
    write(join(root, path), content);
    return join(root, path);
  });
}

export function clearFolder(name: 'plant' | 'notes'): string {
  const root = folderPath(name);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root);
  return root;
}

export function trackInGit(...files: string[]): void {
  const cwd = folderPath('notes');
  execFileSync('git', ['init', '--quiet'], { cwd });
  execFileSync('git', ['add', '--force', '--', ...files], { cwd });
}

export function readFiles(root: string, paths: readonly string[]): Map<string, string> {
  return new Map(paths.map((path) => [path, readFileSync(join(root, path)).toString('latin1')]));
}

/** The bytes with one token replaced by another, plain, in base64 and in UTF-16. */
export function withTokenReplaced(content: Buffer, from: string, to: string): string {
  const pairs = [
    [from, to],
    [base64(from), base64(to)],
    [base64(`${from}\n`), base64(`${to}\n`)],
    [Buffer.from(from, 'utf16le').toString('latin1'), Buffer.from(to, 'utf16le').toString('latin1')],
  ] as const;
  return pairs.reduce((text, [old, next]) => text.replaceAll(old, next), content.toString('latin1'));
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
