import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { configFiles } from './configs.ts';
import type { ConfigFile } from './configFile.ts';

/** The two folders of the workspace: `plant` with what people have, `notes` for what a single test is about. */
export function folderPath(name: 'plant' | 'notes'): string {
  const folder = vscode.workspace.workspaceFolders?.find((candidate) => candidate.name === name);
  if (folder === undefined) throw new Error(`no folder ${name}`);
  return folder.uri.fsPath;
}

/** Fills `plant` with real-world files, and removes what was there. */
export function fillPlant(token: string, other: string): readonly ConfigFile[] {
  const root = emptied('plant');
  const files = configFiles(token, other);
  for (const { path, content } of files) {
    put(join(root, path), content);
  }
  return files;
}

/** Fills `notes` with these files alone. @returns their paths in the order of their names */
export function fillNotes(files: Readonly<Record<string, string | Buffer>>): string[] {
  const root = emptied('notes');
  return Object.entries(files).map(([path, content]) => {
    put(join(root, path), content);
    return join(root, path);
  });
}

export function emptied(name: 'plant' | 'notes'): string {
  const root = folderPath(name);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root);
  return root;
}

/** Makes `notes` a repository of git that tracks these files. */
export function trackInNotes(...files: string[]): void {
  const cwd = folderPath('notes');
  execFileSync('git', ['init', '--quiet'], { cwd });
  execFileSync('git', ['add', '--force', '--', ...files], { cwd });
}

/** The bytes of these files, to be compared as a whole. */
export function bytesOf(root: string, paths: readonly string[]): Map<string, string> {
  return new Map(paths.map((path) => [path, readFileSync(join(root, path)).toString('latin1')]));
}

/** What a file's bytes become when one string takes another one's place, in base64 too. */
export function replacedIn(content: Buffer, from: string, to: string): string {
  const pairs = [
    [from, to],
    [base64(from), base64(to)],
    [base64(`${from}\n`), base64(`${to}\n`)],
    [Buffer.from(from, 'utf16le').toString('latin1'), Buffer.from(to, 'utf16le').toString('latin1')],
  ] as const;
  return pairs.reduce((text, [one, other]) => text.replaceAll(one, other), content.toString('latin1'));
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
