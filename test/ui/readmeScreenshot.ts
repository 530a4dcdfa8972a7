import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../support/host/paths.ts';
import { openWindow } from '../support/host/window.ts';
import { startTokenServer } from '../support/influxdb3/server.ts';

/** Takes the README's screenshot in the real window: `npm run screenshot`. */
const day = 86_400_000;
const local = await startTokenServer();
const stagingServer = await startTokenServer();
const window = await openWindow({
  extension: { folder: repositoryRoot },
  settings: {
    'influxdb3Tokens.servers': [
      { name: 'Local', url: local.url },
      { name: 'Staging', url: stagingServer.url },
    ],
  },
  view: { width: 1000, height: 560, scale: 2 },
});

local.clock.advance(-60 * day);
const operator = await create('admin');
await create('named_admin', operator, { token_name: 'old-laptop', expiry_secs: (30 * day) / 1000 });
await create('named_admin', operator, { token_name: 'telegraf-edge', expiry_secs: (365 * day) / 1000 });
local.clock.advance(60 * day);

await window.openContainer('InfluxDB 3 Tokens');
await window.setClipboard(operator);
await window.tree.inlineAction('Local', 'Sign In');
await window.quickInput.waitForOpen('Sign In');
await window.quickInput.type(operator);
await window.quickInput.accept();
await window.tree.waitForRow('telegraf-edge');
for (const [name, expiry] of [
  ['ci-writer', '9d'],
  ['grafana', 'never'],
] as const) {
  await window.messages.dismissNotifications();
  await window.tree.inlineAction('Local', 'Create Named Token');
  await window.quickInput.waitForOpen('Create Named Token');
  await window.quickInput.type(name);
  await window.quickInput.accept();
  await window.quickInput.waitForOpen(`Create Named Token: ${name}`);
  await window.quickInput.type(expiry);
  await window.quickInput.accept();
  await window.tree.waitForRow(name);
  await window.messages.waitForNotification(name);
}
// Widens the side bar so that the rows aren't cut off.
await window.page.mouse.move(300, 300);
await window.page.mouse.down();
await window.page.mouse.move(410, 300, { steps: 5 });
await window.page.mouse.up();
await window.page.mouse.move(700, 250);
await copyFile(await window.screenshot('readme'), join(repositoryRoot, 'media', 'screenshot.png'));
await window.close();
await local.close();
await stagingServer.close();

async function create(route: string, bearer?: string, body?: object): Promise<string> {
  const response = await fetch(`${local.url}/api/v3/configure/token/${route}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return ((await response.json()) as { token: string }).token;
}
