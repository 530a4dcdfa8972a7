import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type * as vscode from 'vscode';
import { bytesOf } from './leaks.ts';
import type { LeaksOf } from './planter.ts';

/** Longer than the time between two samples of the processes. */
const processMilliseconds = 300;
const fileMilliseconds = 100;

export async function leakInFilesAndProcesses(context: vscode.ExtensionContext, leaksOf: LeaksOf): Promise<void> {
  const storage = context.globalStorageUri.fsPath;
  mkdirSync(storage, { recursive: true });
  leaksOf('file in global storage').forEach((leak, index) => writeFileSync(join(storage, `${index}`), bytesOf(leak)));
  const dumps = process.env['CANARY_CRASH_DUMPS'] ?? '';
  mkdirSync(dumps, { recursive: true });
  leaksOf('crash dump').forEach((leak, index) => writeFileSync(join(dumps, `${index}.dmp`), bytesOf(leak)));
  for (const [index, leak] of leaksOf('temporary file that is removed').entries()) {
    const path = join(tmpdir(), `planted-${index}`);
    writeFileSync(path, bytesOf(leak));
    await delay(fileMilliseconds);
    rmSync(path);
  }
  const seconds = String(processMilliseconds / 1000);
  for (const { text } of leaksOf('argument of a process')) spawn('sh', ['-c', 'sleep "$0"', seconds, text]);
  for (const { text } of leaksOf('variable of a process'))
    spawn('sleep', [seconds], { env: { PATH: process.env['PATH'], TEXT: text } });
  await delay(processMilliseconds);
  const url = process.env['CANARY_SERVER_URL'] ?? '';
  for (const { text } of leaksOf('query of a request')) await fetch(`${url}/ping?text=${text}`);
  for (const { text } of leaksOf('header of a request')) await fetch(`${url}/ping`, { headers: { 'x-text': text } });
}
