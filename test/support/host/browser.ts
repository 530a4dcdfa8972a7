import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

// The browser stores data by origin, so this doesn't contain the port, which changes at each start.
// Subdomains of `localhost` are secure contexts, which the clipboard and encryption require.
export const editorOrigin = 'http://editor.localhost';

export interface BrowserOptions {
  executable: string;
  userDataDir: string;
  port: number;
  view?: View | undefined;
}

/** Window size in CSS pixels, and screenshot pixels per CSS pixel. */
export interface View {
  width?: number;
  height?: number;
  scale?: number;
}

export async function openBrowser(options: BrowserOptions): Promise<BrowserContext> {
  const { width = 1280, height = 800, scale = 1 } = options.view ?? {};
  const context = await chromium.launchPersistentContext(join(options.userDataDir, 'browser'), {
    executablePath: options.executable,
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme: 'dark',
    // This process handles signals itself, and then closes the browser.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [`--host-resolver-rules=MAP editor.localhost:80 127.0.0.1:${options.port}`, ...browserArgs()],
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: editorOrigin });
  return context;
}

/** Switches that avoid network traffic, and let Chromium start in containers and as root. */
export function browserArgs(): string[] {
  const args = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  args.push('--disable-quic', '--disable-dev-shm-usage', '--no-proxy-server');
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return args;
}
