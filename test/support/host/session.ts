import type { Page } from 'playwright-core';
import { editorOrigin, openBrowser, type View } from './browser.ts';
import { WindowCheck } from '../canary/windowCheck.ts';
import type { Cleanup } from './cleanup.ts';
import { startEditorServer } from './editorServer.ts';
import { startEditorProxy } from './editorProxy.ts';
import { testKey } from './secretKey.ts';
import { openingQuery, type Development } from './workbenchPage.ts';

export interface SessionOptions {
  serverMain: string;
  chromium: string;
  userDataDir: string;
  extensionsDir: string;
  development?: Development | undefined;
  trusted: boolean;
  env?: NodeJS.ProcessEnv | undefined;
  view?: View | undefined;
}

export interface Session {
  page: Page;
  /** PID of VS Code's server. */
  pid: number;
  /** Loads the workbench. Prepare the page before, for example with `exposeFunction`. */
  open(path: string | undefined): Promise<void>;
}

/** Starts VS Code's server and a browser. `cleanup` ends them, even if a later step fails. */
export async function openSession(options: SessionOptions, cleanup: Cleanup): Promise<Session> {
  const { userDataDir, extensionsDir, development } = options;
  const check = WindowCheck.start(userDataDir);
  const server = await startEditorServer({
    serverMain: options.serverMain,
    userDataDir,
    extensionsDir,
    env: { ...(options.env ?? process.env), ...check?.env() },
    // If this process is killed, the server shuts itself down some time after the page was closed.
    args: [
      '--enable-remote-auto-shutdown',
      ...(options.trusted ? ['--disable-workspace-trust'] : []),
      ...(check?.args ?? []),
    ],
  });
  cleanup.add(() => check?.finish(server.output()));
  cleanup.add(() => server.stop());
  const proxy = await startEditorProxy({ serverPort: server.port, secretKey: testKey, development });
  cleanup.add(() => proxy.close());
  const context = await openBrowser({
    executable: options.chromium,
    userDataDir,
    port: proxy.port,
    view: options.view,
  });
  await check?.recordPages(context);
  // Closed first, so that the page can still save its state.
  cleanup.add(() => context.close());
  cleanup.add(() => check?.collectPages());
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    page,
    pid: server.pid,
    open: async (path) => {
      await page.goto(`${editorOrigin}/?${openingQuery(path)}`, { timeout: 60_000 });
    },
  };
}
