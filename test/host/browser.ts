import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

/**
 * The name under which the browser knows the editor, whatever port it is on. What a page stores belongs to the
 * page's origin, port included, and would be out of reach after the next start on another one.
 * A name below `localhost` counts as secure, which the clipboard and encryption ask for.
 */
export const editorOrigin = 'http://editor.localhost';

export interface BrowserOptions {
  executable: string;
  userDataDir: string;
  /** The port that `editorOrigin` stands for. */
  port: number;
  view?: View | undefined;
}

/** The window's size in CSS pixels, and how many of a picture's pixels each of them becomes. */
export interface View {
  width?: number;
  height?: number;
  scale?: number;
}

/** Starts a Chromium without a window whose profile is kept in the editor's user data. */
export async function openBrowser(options: BrowserOptions): Promise<BrowserContext> {
  const { width = 1280, height = 800, scale = 1 } = options.view ?? {};
  const context = await chromium.launchPersistentContext(join(options.userDataDir, 'browser'), {
    executablePath: options.executable,
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme: 'dark',
    // Whoever started us decides what a signal means, and closes the browser.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [`--host-resolver-rules=MAP editor.localhost:80 127.0.0.1:${options.port}`, ...browserArgs()],
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: editorOrigin });
  return context;
}

/** The switches under which Chromium keeps to itself and starts in containers, as root too. */
export function browserArgs(): string[] {
  const args = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  args.push('--disable-quic', '--disable-dev-shm-usage', '--no-proxy-server');
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return args;
}
