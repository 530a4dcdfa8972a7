import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { recordOutcome } from '../../support/canary/outcomes.ts';

/** What the extension provides to tests, in VS Code's test mode only. */
interface TestAccess {
  readonly secrets: vscode.SecretStorage;
}

export async function activateExtension(): Promise<TestAccess> {
  const extension = vscode.extensions.all.find(({ packageJSON }) => isOurs(packageJSON));
  assert.ok(extension, 'the extension is installed');
  const access: unknown = await extension.activate();
  assert.ok(typeof access === 'object' && access !== null && 'secrets' in access);
  const others = Object.entries(access).filter(([name]) => name !== 'secrets');
  recordOutcome('exported API', 'extension', others);
  return access as TestAccess;
}

function isOurs(manifest: unknown): boolean {
  return (manifest as { name?: unknown }).name === 'influxdb3-tokens';
}

/** Runs `influxdb3Tokens.<name>` as a keybinding, a link or another extension would. */
export async function run<Result>(name: string, args?: object): Promise<Result> {
  try {
    const result = await vscode.commands.executeCommand<Result>(`influxdb3Tokens.${name}`, args);
    recordOutcome('result of a command', name, result);
    return result;
  } catch (error) {
    recordOutcome('error of a command', name, error);
    throw error;
  }
}

export function variable(name: string): string {
  const value = process.env[name];
  assert.ok(value !== undefined && value !== '', `${name} is set`);
  return value;
}

export async function eventually(check: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await check())) {
    assert.ok(Date.now() < deadline, 'the condition was not met within 10 seconds');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
