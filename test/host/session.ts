import type { Page } from 'playwright-core';
import { editorOrigin, openBrowser, type View } from './browser.ts';
import type { Cleanup } from './cleanup.ts';
import { startEditorServer } from './editorServer.ts';
import { openFrontDoor } from './frontDoor.ts';
import { testKey } from './secretKey.ts';
import { openingQuery, type Development } from './workbenchPage.ts';

export interface SessionOptions {
  serverMain: string;
  chromium: string;
  userDataDir: string;
  extensionsDir: string;
  development?: Development | undefined;
  /** Whether every folder is trusted without asking. */
  trusted: boolean;
  env?: NodeJS.ProcessEnv | undefined;
  view?: View | undefined;
}

/** The npm host, started, with an empty page in front of it. */
export interface Session {
  page: Page;
  /** Of VS Code's server. */
  pid: number;
  /** Loads the workbench. What the page has to be given beforehand is given before this. */
  open(path: string | undefined): Promise<void>;
}

/** Starts VS Code's server and a browser for it. All of it is undone by `cleanup`, also when a later part fails. */
export async function openSession(options: SessionOptions, cleanup: Cleanup): Promise<Session> {
  const { userDataDir, extensionsDir, development } = options;
  const server = await startEditorServer({
    serverMain: options.serverMain,
    userDataDir,
    extensionsDir,
    env: options.env,
    // Should this process be killed, the server ends by itself a while after its page is gone.
    args: ['--enable-remote-auto-shutdown', ...(options.trusted ? ['--disable-workspace-trust'] : [])],
  });
  cleanup.add(() => server.stop());
  const door = await openFrontDoor({ serverPort: server.port, secretKey: testKey, development });
  cleanup.add(() => door.close());
  const context = await openBrowser({
    executable: options.chromium,
    userDataDir,
    port: door.port,
    view: options.view,
  });
  // The page goes first, so that it can still write down what it keeps.
  cleanup.add(() => context.close());
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    page,
    pid: server.pid,
    open: async (path) => {
      await page.goto(`${editorOrigin}/?${openingQuery(path)}`, { timeout: 60_000 });
    },
  };
}
