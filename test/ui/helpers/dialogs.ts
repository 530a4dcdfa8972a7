import assert from 'node:assert/strict';
import type { EditorWindow } from '../../support/host/window.ts';
import type { TokenServer } from '../../support/influxdb3/server.ts';
import { until } from './until.ts';

/** Runs `start`, cancels its dialog, runs it again and confirms. Returns the dialog's text, the same both times. */
export async function cancelThenConfirm(
  window: EditorWindow,
  start: () => Promise<void>,
  button: string,
  afterCancel: () => unknown,
): Promise<string> {
  await start();
  const dialog = await window.messages.dialogText();
  await window.screenshot(`asked-${button.replaceAll(' ', '-').toLowerCase()}`);
  await window.messages.clickDialogButton('Cancel');
  await afterCancel();
  await start();
  assert.equal(await window.messages.dialogText(), dialog);
  await window.messages.clickDialogButton(button);
  return dialog;
}

/** Waits until no more requests arrive, and clears those recorded so far. */
export async function waitForSilence(server: TokenServer): Promise<void> {
  const last = (): number => server.requests.at(-1)?.at ?? 0;
  await until('no more requests arrive', () => server.clock.now() - last() > 1000);
  server.requests.length = 0;
}
