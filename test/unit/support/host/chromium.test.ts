import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ensureChromium, findChromium } from '../../../support/host/chromium.ts';

describe('chromium.ts', () => {
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'path-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const install = (name: string, mode = 0o755): string => {
    const file = join(folder, name);
    writeFileSync(file, '#!/bin/sh\n');
    chmodSync(file, mode);
    return file;
  };

  it('findChromium finds Chrome on the PATH', () => {
    const file = install('google-chrome');
    assert.equal(findChromium({ PATH: ['/nowhere', folder].join(delimiter) }), file);
  });

  it('findChromium prefers Chromium to Chrome, and skips files that are not executable', () => {
    install('chromium', 0o644);
    const file = install('chromium-browser');
    install('google-chrome');
    assert.equal(findChromium({ PATH: folder }), file);
  });

  it('findChromium prefers CHROMIUM_EXECUTABLE', () => {
    install('chromium');
    assert.equal(findChromium({ PATH: folder, CHROMIUM_EXECUTABLE: '/opt/browser' }), '/opt/browser');
  });

  it('ensureChromium says what to install if it must not install anything', async () => {
    const logged: string[] = [];
    await assert.rejects(
      ensureChromium((line) => logged.push(line), { PATH: folder }, false),
      /apt-get install chromium.*CHROMIUM_EXECUTABLE/,
    );
    assert.deepEqual(logged, []);
  });

  it('ensureChromium reports the output of apt-get when that fails', async () => {
    const apt = install('apt-get');
    writeFileSync(apt, '#!/bin/sh\necho "no route to any mirror" >&2\nexit 100\n');
    const logged: string[] = [];
    await assert.rejects(
      ensureChromium((line) => logged.push(line), { PATH: folder }, true),
      /no route to any mirror/,
    );
    assert.match(logged.join('\n'), /Installing it with/);
  });
});
