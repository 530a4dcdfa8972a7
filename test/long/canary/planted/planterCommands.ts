import * as vscode from 'vscode';
import { Token } from '../../../../src/core/token/token.ts';
import { run } from '../../../integration/support/extension.ts';
import type { LeaksOf } from './planter.ts';

/** Calls commands that leak as the integration tests call those of the product. */
export async function leakInCommands(leaksOf: LeaksOf): Promise<void> {
  let outcome: () => unknown = () => undefined;
  const registration = vscode.commands.registerCommand('influxdb3Tokens.leak', () => outcome());
  const call = async (next: () => unknown): Promise<void> => {
    outcome = next;
    await run('leak').catch(() => undefined);
  };
  for (const { text } of leaksOf('result of a command')) await call(() => ({ server: { name: [text] } }));
  for (const { text } of leaksOf('token object in a result')) await call(() => ({ token: new Token(text) }));
  for (const { text } of leaksOf('message of an error')) await call(() => Promise.reject(new Error(text)));
  for (const { text } of leaksOf('cause of an error')) {
    await call(() => Promise.reject(new Error('failed', { cause: { response: { body: text } } })));
  }
  registration.dispose();
}
