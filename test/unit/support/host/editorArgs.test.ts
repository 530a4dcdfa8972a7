import assert from 'node:assert/strict';
import { parseEditorArgs } from '../../../support/host/editorArgs.ts';

describe('parseEditorArgs', () => {
  it('accepts the command line that test-electron starts VS Code with', () => {
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

  it('does not trust folders by default', () => {
    assert.equal(parseEditorArgs(['/home/ada/folder']).trusted, false);
  });

  it('accepts values after a space, several extensions, and file URLs', () => {
    const args = parseEditorArgs([
      ...['--extensionDevelopmentPath', '/one', '--extensionDevelopmentPath=file:///two%20words'],
      ...['--user-data-dir', '/tmp/user', '/home/ada/team.code-workspace'],
    ]);
    assert.deepEqual(args.extensions, ['/one', '/two words']);
    assert.equal(args.userDataDir, '/tmp/user');
    assert.equal(args.open, '/home/ada/team.code-workspace');
  });

  it('keeps an equals sign in a path', () => {
    assert.equal(parseEditorArgs(['--user-data-dir=/tmp/a=b']).userDataDir, '/tmp/a=b');
  });
});
