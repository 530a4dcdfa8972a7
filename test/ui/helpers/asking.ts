import assert from 'node:assert/strict';
import type { EditorWindow } from '../../host/window.ts';
import type { TokenServer } from '../../influxdb3/server.ts';
import { until } from './until.ts';

/** Begins something and says no, then begins it again and says yes. Returns what was asked, both times the same. */
export async function saysNoThenYes(
  window: EditorWindow,
  begin: () => Promise<void>,
  yes: string,
  afterNo: () => unknown,
): Promise<string> {
  await begin();
  const asked = await window.messages.dialogText();
  await window.screenshot(`asked-${yes.replaceAll(' ', '-').toLowerCase()}`);
  await window.messages.pressDialogButton('Cancel');
  await afterNo();
  await begin();
  assert.equal(await window.messages.dialogText(), asked);
  await window.messages.pressDialogButton(yes);
  return asked;
}

/** Waits until the view has asked the server what it wanted to know, and forgets that it did. */
export async function nothingSentAnyMore(server: TokenServer): Promise<void> {
  const last = (): number => server.requests.at(-1)?.at ?? 0;
  await until('the server is asked nothing more', () => server.clock.now() - last() > 1000);
  server.requests.length = 0;
}
