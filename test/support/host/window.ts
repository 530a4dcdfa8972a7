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
import { openContainer, waitForWorkbench } from './workbench.ts';

export interface WindowOptions {
  /** A packaged extension to install, or a folder to run it from as in development. */
  extension: { vsix: string } | { folder: string };
  /** The folder or `.code-workspace` file to open. If omitted, an empty window. */
  workspace?: string;
  /** Stays for the next window. If omitted, a temporary folder. */
  userDataDir?: string;
  /** User settings in addition to `quietSettings`. If omitted, an existing profile keeps its settings. */
  settings?: Record<string, unknown>;
  keybindings?: readonly Keybinding[];
  /** Trusts folders without asking. If omitted, true. */
  trusted?: boolean;
  env?: Record<string, string>;
  view?: View;
}

export interface EditorWindow {
  page: Page;
  quickInput: QuickInput;
  messages: Messages;
  /** Runs a command (`InfluxDB 3: Add Server...`) through the command palette. */
  commandPalette(title: string): Promise<void>;
  openContainer(title: string): Promise<void>;
  tree: Tree;
  clipboardText(): Promise<string>;
  setClipboard(text: string): Promise<void>;
  killExtensionHost(): void;
  screenshot(name: string): Promise<string>;
  close(): Promise<void>;
}

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
  await waitForWorkbench(page);
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
  // The caret blinks, so it would make screenshots differ.
  await page.screenshot({ path, caret: 'hide', animations: 'disabled' });
  return path;
}

async function temporaryDir(cleanup: Cleanup): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'window-'));
  cleanup.add(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));
  return dir;
}
