import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { browserArgs } from './browser.ts';
import { ensureChromium } from './chromium.ts';
import { repositoryRoot } from './paths.ts';
import { openContainer, waitForWorkbench } from './workbench.ts';

/** Opens the address in a browser, and rejects unless the extension's view shows the server's row. */
export async function checkPage(address: string, serverName: string): Promise<void> {
  const profile = await mkdtemp(join(tmpdir(), 'check-'));
  const executablePath = await ensureChromium(console.log);
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: browserArgs() });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(address);
    await waitForWorkbench(page);
    await openContainer(page, await containerTitle());
    await page.locator('.part.sidebar .monaco-list-row', { hasText: serverName }).waitFor({ timeout: 60_000 });
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function containerTitle(): Promise<string> {
  const manifest = await readJson('package.json');
  const title = manifest.contributes?.viewsContainers?.activitybar?.[0]?.title ?? '';
  const key = /^%(.+)%$/.exec(title)?.[1];
  if (key === undefined) return title;
  const texts = (await readJson('package.nls.json')) as Record<string, unknown>;
  return String(texts[key]);
}

interface Manifest {
  contributes?: { viewsContainers?: { activitybar?: { title?: string }[] } };
}

async function readJson(name: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(repositoryRoot, name), 'utf8')) as Manifest;
}
