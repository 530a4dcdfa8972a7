import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function createDirectory(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'influxdb3-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
