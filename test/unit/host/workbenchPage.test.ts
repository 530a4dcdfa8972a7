import assert from 'node:assert/strict';
import { openingQuery, withDevelopment } from '../../host/workbenchPage.ts';

const page = '<meta data-settings="{&quot;a&quot;:1,&quot;developmentOptions&quot;:{&quot;logLevel&quot;:3}}">';

const configuration = (changed: string): unknown =>
  JSON.parse((/data-settings="([^"]*)"/.exec(changed)?.[1] ?? '').replaceAll('&quot;', '"').replaceAll('&amp;', '&'));

describe("the workbench's page", () => {
  it('is told of the extension and its tests', () => {
    const changed = withDevelopment(page, 'host:1', { extensions: ['/one'], tests: '/tests/index.cjs' });
    const uri = (path: string): object => ({ $mid: 1, scheme: 'vscode-remote', authority: 'host:1', path });
    assert.deepEqual(configuration(changed), {
      a: 1,
      developmentOptions: { extensions: [uri('/one')], extensionTestsPath: uri('/tests/index.cjs'), logLevel: 3 },
    });
  });

  it('takes paths with any character', () => {
    const path = '/a "quoted" & <odd> $& path';
    const changed = withDevelopment(page, 'host', { extensions: [path] });
    assert.match(JSON.stringify(configuration(changed)), /quoted/);
    assert.ok(JSON.stringify(configuration(changed)).includes(JSON.stringify(path)));
  });

  it('is not silently left as it was by an editor that has changed', () => {
    assert.throws(() => withDevelopment('<html>', 'host', { extensions: [] }), /developmentOptions/);
  });

  it('opens a folder, a workspace file, or nothing', () => {
    assert.equal(openingQuery('/some folder'), 'folder=%2Fsome+folder');
    assert.equal(openingQuery('/team.code-workspace'), 'workspace=%2Fteam.code-workspace');
    assert.equal(openingQuery(undefined), 'ew=true');
  });
});
