import { rm } from 'node:fs/promises';
import type { EditorWindow } from '../../support/host/window.ts';
import type { TokenServer } from '../../support/influxdb3/server.ts';
import { screenshotFailures } from './screenshotFailures.ts';

interface SuiteWindow {
  readonly window: EditorWindow;
  readonly server: TokenServer;
  readonly profile: string;
}

/** Cleans up after each test and after the suite. `current` is called late, because a test may open another window. */
export function cleanUp(current: () => SuiteWindow): void {
  after(async () => {
    const { window, server, profile } = current();
    await window.close();
    await server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 3 });
  });
  beforeEach(() => current().window.messages.dismissNotifications());
  afterEach(screenshotFailures(() => current().window));
}
