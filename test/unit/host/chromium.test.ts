import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ensureChromium, findChromium } from '../../host/chromium.ts';

describe('finding Chromium', () => {
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'path-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const install = (name: string, mode = 0o755): string => {
    const file = join(folder, name);
    writeFileSync(file, '#!/bin/sh\n');
    chmodSync(file, mode);
    return file;
  };

  it('takes what is on the PATH', () => {
    const file = install('google-chrome');
    assert.equal(findChromium({ PATH: ['/nowhere', folder].join(delimiter) }), file);
  });

  it('prefers Chromium to Chrome, and passes over what cannot be run', () => {
    install('chromium', 0o644);
    const file = install('chromium-browser');
    install('google-chrome');
    assert.equal(findChromium({ PATH: folder }), file);
  });

  it('takes the one that is named before any other', () => {
    install('chromium');
    assert.equal(findChromium({ PATH: folder, CHROMIUM_EXECUTABLE: '/opt/browser' }), '/opt/browser');
  });

  it('says what to install where it installs nothing itself', async () => {
    const said: string[] = [];
    await assert.rejects(
      ensureChromium((line) => said.push(line), { PATH: folder }, false),
      /apt-get install chromium.*CHROMIUM_EXECUTABLE/,
    );
    assert.deepEqual(said, []);
  });

  it("fails with the installer's own words when the installing fails", async () => {
    const apt = install('apt-get');
    writeFileSync(apt, '#!/bin/sh\necho "no route to any mirror" >&2\nexit 100\n');
    const said: string[] = [];
    await assert.rejects(
      ensureChromium((line) => said.push(line), { PATH: folder }, true),
      /no route to any mirror/,
    );
    assert.match(said.join('\n'), /installing Debian's/);
  });
});
