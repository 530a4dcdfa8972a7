import assert from 'node:assert/strict';
import { findDesktopCode } from '../../../support/host/desktopCode.ts';
import { findServerProgram } from '../../../support/host/serverProcess.ts';
import { withServer } from '../../../support/host/sampleProfile.ts';

describe('npm start', () => {
  const url = 'http://127.0.0.1:8181';
  const local = { name: 'Local', url };

  it('adds the server that it started to the settings', () => {
    assert.deepEqual(withServer({ 'editor.tabSize': 2 }, url), {
      'editor.tabSize': 2,
      'influxdb3Tokens.servers': [local],
    });
  });

  it('keeps the servers that the user added', () => {
    const other = { name: 'Other', url: 'https://example.com' };
    const settings = withServer({ 'influxdb3Tokens.servers': [other] }, url);
    assert.deepEqual(settings['influxdb3Tokens.servers'], [other, local]);
  });

  it('does not add a server whose URL is listed under another name', () => {
    const settings = { 'influxdb3Tokens.servers': [{ name: 'Mine', url }] };
    assert.equal(withServer(settings, url), settings);
  });

  it('runs the server in INFLUXDB3_BIN', () => {
    assert.deepEqual(findServerProgram({ INFLUXDB3_BIN: '/opt/influxdb3' }), {
      command: '/opt/influxdb3',
      args: [],
      isReal: true,
    });
  });

  it('runs the token server for tests if there is no real one', () => {
    const program = findServerProgram({ PATH: '' });
    assert.equal(program.isReal, false);
    assert.equal(program.command, process.execPath);
  });

  it('does not use `code` in a remote window or without a display', () => {
    const env = { PATH: process.env['PATH'], DISPLAY: ':0' };
    assert.equal(findDesktopCode({ ...env, VSCODE_IPC_HOOK_CLI: '/run/cli.sock' }, 'linux'), undefined);
    assert.equal(findDesktopCode({ PATH: env.PATH }, 'linux'), undefined);
  });
});
