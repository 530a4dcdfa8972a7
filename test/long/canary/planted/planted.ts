import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { registerToken } from '../../../support/canary/knownTokens.ts';
import type { Finding } from '../../../support/canary/findings.ts';
import { repositoryRoot } from '../../../support/host/paths.ts';
import { openWindow, type EditorWindow } from '../../../support/host/window.ts';
import { startTokenServer } from '../../../support/influxdb3/server.ts';
import { createTokenString } from '../../../support/influxdb3/tokenString.ts';
import { until } from '../../../ui/helpers/until.ts';
import { byteEncodings, encodings, fileKinds, leakKinds, surfaceOfLeak, type PlantedLeak } from './leaks.ts';

export interface NamedLeak extends PlantedLeak {
  readonly name: string;
}

/** A leak of each kind in each encoding, each with a token of its own. */
export function createLeaks(): NamedLeak[] {
  return leakKinds.flatMap((kind) => {
    const named = [...Object.keys(encodings), ...(fileKinds.includes(kind) ? byteEncodings : [])];
    return named.map((encoding) => {
      const name = `planted: ${kind}, ${encoding}`;
      const token = createTokenString();
      registerToken(name, token);
      return { name, kind, encoding, text: encodings[encoding]?.(token) ?? token };
    });
  });
}

/** The leaks that weren't found where they were planted. */
export function missedLeaks(leaks: readonly NamedLeak[], findings: readonly Finding[]): NamedLeak[] {
  return leaks.filter(
    ({ name, kind }) => !findings.some((one) => one.name === name && one.surface === surfaceOfLeak[kind]),
  );
}

/** Plants the leaks with an extension in a real window, and with scripts in its page. */
export async function plant(leaks: readonly NamedLeak[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'planted-'));
  const server = await startTokenServer();
  const file = join(folder, 'leaks.json');
  const done = join(folder, 'done');
  const userDataDir = join(folder, 'profile');
  await writeFile(file, JSON.stringify(leaks), { mode: 0o600 });
  const window = await openWindow({
    extension: { folder: await bundlePlanter() },
    userDataDir,
    settings: { 'notifications.position': 'bottom-right' },
    env: {
      CANARY_PLANTED: file,
      CANARY_PLANTED_DONE: done,
      CANARY_CRASH_DUMPS: join(userDataDir, 'browser', 'Crashpad', 'pending'),
      CANARY_SERVER_URL: server.url,
    },
    view: { width: 1600, height: 1400 },
  });
  try {
    // The palette lists the extension's commands when its container is there.
    await window.openContainer('Planter');
    await window.commandPalette('Planter: Leak');
    await until('the extension has leaked', () => existsSync(done));
    await leakInPage(window, leaks);
    await leakInTooltips(window, leaks);
    await leakInDialogs(window, leaks);
  } finally {
    await window.close();
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function leakInPage({ page }: EditorWindow, leaks: readonly NamedLeak[]): Promise<void> {
  for (const { kind, text } of leaks) {
    const script = pageScripts[kind];
    if (script !== undefined) await page.evaluate(`(async (text) => { ${script} })(${JSON.stringify(text)})`);
  }
}

const pageScripts: Partial<Record<string, string>> = {
  'closed shadow root': `const host = document.body.appendChild(document.createElement('div'));
    host.attachShadow({ mode: 'closed' }).appendChild(document.createElement('p')).textContent = text;`,
  'text that is removed at once': `const host = document.body.appendChild(document.createElement('div'));
    host.textContent = text; host.remove();`,
  // Drawn as VS Code draws it: the planter's own provider isn't asked in this window.
  CodeLens: `const lens = document.querySelector('.part.editor .contentWidgets').appendChild(document.createElement('span'));
    lens.className = 'codelens-decoration'; lens.textContent = text;`,
  attribute: `document.body.appendChild(document.createElement('div')).title = text;`,
  URL: `await fetch('/version?text=' + text).catch(() => undefined);`,
};

async function leakInTooltips(window: EditorWindow, leaks: readonly NamedLeak[]): Promise<void> {
  for (const [index] of leaks.filter(({ kind }) => kind === 'tooltip of a row').entries()) {
    await window.tree.row(`tooltip of a row ${index}.`).hover();
    await window.page.locator('.monaco-hover:visible, .workbench-hover:visible').first().waitFor();
    await window.page.mouse.move(1000, 300);
    await window.page.locator('.workbench-hover:visible').waitFor({ state: 'hidden' });
  }
}

async function leakInDialogs(window: EditorWindow, leaks: readonly NamedLeak[]): Promise<void> {
  await window.commandPalette('Planter: Leak in Dialogs');
  for (let left = leaks.filter(({ kind }) => kind === 'dialog').length; left > 0; left--) {
    const text = await window.messages.dialogText();
    await window.page.keyboard.press('Escape');
    if (left > 1) await until('the next dialog is open', async () => (await window.messages.dialogText()) !== text);
  }
}

/** Resolves to the extension's folder. */
async function bundlePlanter(): Promise<string> {
  const folder = join(repositoryRoot, 'out', 'canary', 'planter');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await copyFile(join(repositoryRoot, 'media', 'container.svg'), join(folder, 'icon.svg'));
  await build({
    entryPoints: [join(import.meta.dirname, 'planter.ts')],
    outfile: join(folder, 'extension.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return folder;
}

const manifest = {
  name: 'canary-planter',
  publisher: 'tests',
  version: '0.0.1',
  engines: { vscode: '^1.110.0' },
  main: './extension.cjs',
  activationEvents: ['onStartupFinished'],
  contributes: {
    commands: [
      { command: 'canaryPlanter.leak', title: 'Leak', category: 'Planter' },
      { command: 'canaryPlanter.leakInDialogs', title: 'Leak in Dialogs', category: 'Planter' },
    ],
    configuration: { properties: { 'canaryPlanter.texts': { type: 'array', default: [] } } },
    viewsContainers: { activitybar: [{ id: 'canaryPlanter', title: 'Planter', icon: 'icon.svg' }] },
    views: { canaryPlanter: [{ id: 'canaryPlanter.rows', name: 'Rows' }] },
  },
};
