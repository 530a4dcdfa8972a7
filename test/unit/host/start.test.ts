import assert from 'node:assert/strict';
import { findDesktopCode } from '../../host/desktopCode.ts';
import { serverProgram } from '../../host/tokenServer.ts';
import { withServer } from '../../host/tryOut.ts';

describe('npm start', () => {
  const url = 'http://127.0.0.1:8181';
  const local = { name: 'Local', url };

  it('lists the server that it started', () => {
    assert.deepEqual(withServer({ 'editor.tabSize': 2 }, url), {
      'editor.tabSize': 2,
      'influxdb3Tokens.servers': [local],
    });
  });

  it('keeps the servers that somebody added', () => {
    const other = { name: 'Other', url: 'https://example.com' };
    const settings = withServer({ 'influxdb3Tokens.servers': [other] }, url);
    assert.deepEqual(settings['influxdb3Tokens.servers'], [other, local]);
  });

  it('does not list it twice, nor under the old name', () => {
    const settings = { 'influxdb3Tokens.servers': [{ name: 'Mine', url }] };
    assert.equal(withServer(settings, url), settings);
  });

  it('takes the real server where one is named', () => {
    assert.deepEqual(serverProgram({ INFLUXDB3_BIN: '/opt/influxdb3' }), {
      command: '/opt/influxdb3',
      args: [],
      isReal: true,
    });
  });

  it('takes the stand-in where there is none', () => {
    const program = serverProgram({ PATH: '' });
    assert.equal(program.isReal, false);
    assert.equal(program.command, process.execPath);
  });

  it("does not take a remote window's `code`, nor one without a display, for the desktop's", () => {
    const env = { PATH: process.env['PATH'], DISPLAY: ':0' };
    assert.equal(findDesktopCode({ ...env, VSCODE_IPC_HOOK_CLI: '/run/cli.sock' }, 'linux'), undefined);
    assert.equal(findDesktopCode({ PATH: env.PATH }, 'linux'), undefined);
  });
});
