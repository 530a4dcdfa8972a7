import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandNames, type CommandName } from '../../../src/commands/commandNames.ts';
import { repositoryRoot } from '../../support/host/paths.ts';
import { openWindow, type EditorWindow } from '../../support/host/window.ts';
import { startTokenServer } from '../../support/influxdb3/server.ts';
import { signIn } from '../../ui/helpers/signIn.ts';
import { createToken } from '../../ui/helpers/tokens.ts';
import { answerAll } from './answerAll.ts';

/** Ends the session or the token that the others need, so they run last. */
const last: readonly CommandName[] = ['deleteToken', 'signOut', 'removeServer'];
const order = [...commandNames.filter((name) => !last.includes(name)), ...last];
const titles = JSON.parse(await readFile(join(repositoryRoot, 'package.nls.json'), 'utf8')) as Record<string, string>;
const titleOf = (name: CommandName): string => titles[`command.${name}`] ?? name;

/** One key for each command, with arguments that answer all questions but the confirmation. */
const keyOf = (name: CommandName): string => `${modifiers}+${String.fromCharCode(97 + order.indexOf(name))}`;
const modifiers = 'ctrl+alt+shift';

interface Scene {
  readonly window: EditorWindow;
  /** Makes a call, and answers what it asks. */
  readonly call: (start: () => Promise<void>) => Promise<void>;
}

/** Runs every command in each way, and answers whatever is asked. Resolves to the number of calls of each way. */
export async function runEveryCommand(): Promise<Record<string, number>> {
  return {
    'with arguments': await inScene(withArguments),
    'from the Command Palette': await inScene(fromPalette),
    'from a row': await inScene(fromRows),
  };
}

async function withArguments({ window, call }: Scene): Promise<void> {
  for (const name of order) await call(() => window.page.keyboard.press(playwrightKey(keyOf(name))));
}

async function fromPalette({ window, call }: Scene): Promise<void> {
  for (const name of order) await call(() => window.commandPalette(`InfluxDB 3: ${titleOf(name)}`));
}

async function fromRows({ window, call }: Scene): Promise<void> {
  await call(() => window.tree.contextMenu('Local', titleOf('createNamedToken')));
  for (const row of ['canary', 'found', 'Local']) {
    const entries = await entriesOf(window, row);
    for (const name of order.filter((one) => entries.includes(titleOf(one)))) {
      if (await window.tree.row(row).isVisible()) await call(() => window.tree.contextMenu(row, titleOf(name)));
    }
  }
}

async function entriesOf({ page, tree }: EditorWindow, row: string): Promise<string[]> {
  await tree.click(row, { button: 'right' });
  const labels = page.locator('.monaco-menu .action-label');
  await labels.first().waitFor();
  const entries = await labels.allInnerTexts();
  await page.keyboard.press('Escape');
  return entries.map((entry) => entry.trim());
}

async function inScene(run: (scene: Scene) => Promise<void>): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'every-command-'));
  const server = await startTokenServer({ recovery: {} });
  const operator = await createToken(server);
  const found = await createToken(server, operator, 'found');
  await writeFile(join(folder, '.env'), `INFLUXDB3_AUTH_TOKEN=${found}\n`);
  const args = {
    server: 'Local',
    name: 'found',
    expiry: '30d',
    newName: 'replacement',
    recoveryUrl: server.recoveryUrl,
  };
  const window = await openWindow({
    extension: { folder: repositoryRoot },
    workspace: folder,
    settings: { 'influxdb3Tokens.servers': [{ name: 'Local', url: server.url }] },
    keybindings: order.map((name) => ({
      key: keyOf(name),
      command: `influxdb3Tokens.${name}`,
      args: argsOf(name, args),
    })),
    view: { width: 1400, height: 1000 },
  });
  let calls = 0;
  const call = async (start: () => Promise<void>): Promise<void> => {
    await start();
    await answerAll(window, found);
    await window.messages.dismissNotifications();
    calls++;
  };
  try {
    await window.openContainer('InfluxDB 3 Tokens');
    await signIn(window, operator);
    await run({ window, call });
    return calls;
  } finally {
    await window.screenshot('every-command');
    await window.close();
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function argsOf(name: CommandName, args: object): object {
  if (name === 'createNamedToken' || name === 'createResourceToken')
    return { ...args, name: 'created', newName: undefined };
  return name === 'signIn' ? { server: 'Local', fromClipboard: true } : args;
}

const playwrightKey = (key: string): string =>
  key
    .split('+')
    .map((part) =>
      part === 'ctrl' ? 'Control' : part.length > 1 ? part.charAt(0).toUpperCase() + part.slice(1) : part,
    )
    .join('+');
