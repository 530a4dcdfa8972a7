import assert from 'node:assert/strict';
import { openingQuery, withDevelopment } from '../../../support/host/workbenchPage.ts';

const page = '<meta data-settings="{&quot;a&quot;:1,&quot;developmentOptions&quot;:{&quot;logLevel&quot;:3}}">';

const configuration = (changed: string): unknown =>
  JSON.parse((/data-settings="([^"]*)"/.exec(changed)?.[1] ?? '').replaceAll('&quot;', '"').replaceAll('&amp;', '&'));

describe('withDevelopment', () => {
  it('adds the extension and its tests to the configuration', () => {
    const changed = withDevelopment(page, 'host:1', { extensions: ['/one'], tests: '/tests/index.cjs' });
    const uri = (path: string): object => ({ $mid: 1, scheme: 'vscode-remote', authority: 'host:1', path });
    assert.deepEqual(configuration(changed), {
      a: 1,
      developmentOptions: { extensions: [uri('/one')], extensionTestsPath: uri('/tests/index.cjs'), logLevel: 3 },
    });
  });

  it('escapes special characters in paths', () => {
    const path = '/a "quoted" & <odd> $& path';
    const changed = withDevelopment(page, 'host', { extensions: [path] });
    assert.match(JSON.stringify(configuration(changed)), /quoted/);
    assert.ok(JSON.stringify(configuration(changed)).includes(JSON.stringify(path)));
  });

  it('throws if the page has no developmentOptions', () => {
    assert.throws(() => withDevelopment('<html>', 'host', { extensions: [] }), /developmentOptions/);
  });
});

describe('openingQuery', () => {
  it('opens a folder, a workspace file, or an empty window', () => {
    assert.equal(openingQuery('/some folder'), 'folder=%2Fsome+folder');
    assert.equal(openingQuery('/team.code-workspace'), 'workspace=%2Fteam.code-workspace');
    assert.equal(openingQuery(undefined), 'ew=true');
  });
});
