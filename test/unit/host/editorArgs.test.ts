import assert from 'node:assert/strict';
import { parseEditorArgs } from '../../host/editorArgs.ts';

describe("the npm host's command line", () => {
  it('is the one that test-electron starts VS Code with', () => {
    const args = parseEditorArgs([
      '/home/ada/folder',
      '--user-data-dir=/tmp/user',
      '--extensions-dir=/tmp/extensions',
      ...['--no-sandbox', '--disable-gpu-sandbox', '--disable-updates', '--skip-welcome', '--skip-release-notes'],
      '--disable-workspace-trust',
      '--extensionTestsPath=/out/index.cjs',
      '--extensionDevelopmentPath=/extension',
    ]);
    assert.deepEqual(args, {
      extensions: ['/extension'],
      tests: '/out/index.cjs',
      userDataDir: '/tmp/user',
      extensionsDir: '/tmp/extensions',
      trusted: true,
      open: '/home/ada/folder',
    });
  });

  it('trusts nothing unless it is told to', () => {
    assert.equal(parseEditorArgs(['/home/ada/folder']).trusted, false);
  });

  it('takes values behind a space, several extensions, and file addresses', () => {
    const args = parseEditorArgs([
      ...['--extensionDevelopmentPath', '/one', '--extensionDevelopmentPath=file:///two%20words'],
      ...['--user-data-dir', '/tmp/user', '/home/ada/team.code-workspace'],
    ]);
    assert.deepEqual(args.extensions, ['/one', '/two words']);
    assert.equal(args.userDataDir, '/tmp/user');
    assert.equal(args.open, '/home/ada/team.code-workspace');
  });

  it('keeps an equals sign that belongs to a path', () => {
    assert.equal(parseEditorArgs(['--user-data-dir=/tmp/a=b']).userDataDir, '/tmp/a=b');
  });
});
