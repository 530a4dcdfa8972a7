import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { View } from './browser.ts';
import { ensureChromium } from './chromium.ts';
import { Cleanup } from './cleanup.ts';
import { installVsix } from './editorServer.ts';
import { killExtensionHosts } from './extensionHosts.ts';
import { installNpmHost } from './npmHost.ts';
import { repositoryRoot } from './paths.ts';
import { QuickInput } from './quickInput.ts';
import { quietSettings } from './quietSettings.ts';
import { openSession } from './session.ts';
import { Messages } from './messages.ts';
import { Tree } from './tree.ts';
import { writeKeybindings, writeUserSettings, type Keybinding } from './userSettings.ts';
import { openContainer, workbenchReady } from './workbench.ts';

export interface WindowOptions {
  /** The extension: a packaged one, installed as a person would have it, or a folder, run as in development. */
  extension: { vsix: string } | { folder: string };
  /** The folder or `.code-workspace` file to open; an empty window if left out. */
  workspace?: string;
  /** Kept for a second window; a fresh one, removed afterwards, if left out. */
  userDataDir?: string;
  /** User settings beside those that keep the editor quiet. A kept profile keeps its own if left out. */
  settings?: Record<string, unknown>;
  /** The person's own keys, as `keybindings.json` holds them. */
  keybindings?: readonly Keybinding[];
  /** Whether folders are trusted without asking; true if left out. */
  trusted?: boolean;
  /** Reaches the extension host. */
  env?: Record<string, string>;
  view?: View;
}

/** The editor's window as a person has it: real dialogs, real notifications, the real clipboard. */
export interface EditorWindow {
  page: Page;
  quickInput: QuickInput;
  messages: Messages;
  /** Runs the command of this title (`InfluxDB 3: Add Server…`) by way of the command palette. */
  commandPalette(title: string): Promise<void>;
  /** Opens a view container by its title in the activity bar. */
  openContainer(title: string): Promise<void>;
  tree: Tree;
  clipboardText(): Promise<string>;
  setClipboard(text: string): Promise<void>;
  /** Kills the process in which the extension runs, which knows nothing of it before. */
  killExtensionHost(): void;
  /** Keeps a picture below `out/screenshots`, and returns its path. */
  screenshot(name: string): Promise<string>;
  close(): Promise<void>;
}

/** Opens a window of the npm host in which the extension runs outside test mode. */
export async function openWindow(options: WindowOptions): Promise<EditorWindow> {
  const cleanup = new Cleanup();
  try {
    return await open(options, cleanup);
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function open(options: WindowOptions, cleanup: Cleanup): Promise<EditorWindow> {
  const [serverMain, chromium] = await Promise.all([installNpmHost(console.log), ensureChromium(console.log)]);
  const userDataDir = options.userDataDir ?? (await temporaryDir(cleanup));
  const extensionsDir = join(userDataDir, 'extensions');
  if (options.settings || options.userDataDir === undefined) {
    await writeUserSettings(userDataDir, { ...quietSettings, ...options.settings });
  }
  if (options.keybindings) await writeKeybindings(userDataDir, options.keybindings);
  const { extension } = options;
  if ('vsix' in extension) await installVsix(serverMain, extension.vsix, { userDataDir, extensionsDir });
  const session = await openSession(
    {
      serverMain,
      chromium,
      userDataDir,
      extensionsDir,
      development: 'folder' in extension ? { extensions: [extension.folder] } : undefined,
      trusted: options.trusted ?? true,
      env: { ...process.env, ...options.env },
      view: options.view,
    },
    cleanup,
  );
  const { page } = session;
  page.setDefaultTimeout(30_000);
  await session.open(options.workspace);
  await workbenchReady(page);
  const quickInput = new QuickInput(page);
  return {
    page,
    quickInput,
    messages: new Messages(page),
    tree: new Tree(page),
    commandPalette: (title) => quickInput.runCommand(title),
    openContainer: (title) => openContainer(page, title),
    clipboardText: () => page.evaluate<string>('navigator.clipboard.readText()'),
    setClipboard: (text) => page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`),
    killExtensionHost: () => killExtensionHosts(session.pid),
    screenshot: (name) => screenshot(page, name),
    close: () => cleanup.run(),
  };
}

async function screenshot(page: Page, name: string): Promise<string> {
  const folder = join(repositoryRoot, 'out', 'screenshots');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  // The caret blinks; a picture without it is the same each time.
  await page.screenshot({ path, caret: 'hide', animations: 'disabled' });
  return path;
}

async function temporaryDir(cleanup: Cleanup): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'window-'));
  cleanup.add(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));
  return dir;
}
