import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const text = read('package.json');
const manifest = JSON.parse(text) as Manifest;
const sentences = JSON.parse(read('package.nls.json')) as Record<string, string>;

interface MenuItem {
  /** Left out of a submenu. */
  command?: string;
  when?: string;
}

interface Manifest {
  engines: { vscode: string };
  devDependencies: Record<string, string>;
  contributes: {
    commands: { command: string; title: string; category: string }[];
    menus: Record<string, MenuItem[]>;
    configuration: { properties: Record<string, { scope: string }> };
  };
}

const commandIds = manifest.contributes.commands.map(({ command }) => command);
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => read(join('src', path)))
  .join('\n');

describe('The manifest', () => {
  it('lists each command that the code has, and the code each that it lists', () => {
    const inCode = new Set([...sources.matchAll(/\bid: '(influxdb3Tokens\.\w+)'/g)].map(([, id]) => id));
    assert.deepEqual([...inCode].sort(), [...commandIds].sort());
  });

  it('names only commands that exist, wherever the code runs one', () => {
    const used = [...sources.matchAll(/'(influxdb3Tokens\.\w+)'/g)].map(([, id]) => id ?? '');
    const known = new Set([...commandIds, 'influxdb3Tokens.servers', 'influxdb3Tokens.found']);
    assert.deepEqual(
      used.filter((id) => !known.has(id)),
      [],
    );
  });

  it('has a sentence for each %key%, and no sentence without one', () => {
    const keys = new Set([...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key));
    assert.deepEqual([...keys].sort(), Object.keys(sentences).sort());
  });

  it('gives every command the category, so that the palette shows whose it is', () => {
    assert.deepEqual(
      manifest.contributes.commands.filter(({ category }) => category !== 'InfluxDB 3'),
      [],
    );
  });

  it('puts only commands that exist into menus', () => {
    const inMenus = Object.values(manifest.contributes.menus).flatMap((items) => items.map(({ command }) => command));
    assert.deepEqual(
      inMenus.filter((id) => id !== undefined && !commandIds.includes(id)),
      [],
    );
  });

  it('matches context values by whole flags, never by a part of one', () => {
    const values = [
      'server',
      'server;signedIn',
      'token.named',
      'token.named;kept;expired',
      'token.operator;signedIn',
      'token.named;kept;waiting',
      'foundPlace;listed',
    ];
    const imposters = [
      'serverless',
      'server;signedInElsewhere',
      'token.namedOdd',
      'token.named;keptElsewhere',
      'broken',
      'message',
    ];
    for (const { command, when } of manifest.contributes.menus['view/item/context'] ?? []) {
      const patterns = [...(when ?? '').matchAll(/viewItem =~ \/((?:[^/\\]|\\.)+)\//g)].map(
        ([, pattern]) => new RegExp(pattern ?? ''),
      );
      assert.ok(patterns.length > 0, `${command} says on which rows it is`);
      assert.ok(
        patterns.some((pattern) => values.some((value) => pattern.test(value))),
        command,
      );
      for (const imposter of imposters) {
        const [first, ...flags] = patterns;
        const matches = first?.test(imposter) === true && flags.every((pattern) => pattern.test(imposter));
        const meantForIt = ['server', 'token.named'].includes(imposter.split(';')[0] ?? '') && flags.length === 0;
        assert.ok(!matches || meantForIt, `${command} is not on ${imposter}`);
      }
    }
  });

  it('lets a workspace set the list of servers and what is not reported, and nothing else', () => {
    const scopes = Object.entries(manifest.contributes.configuration.properties).map(([key, { scope }]) => [
      key,
      scope,
    ]);
    assert.deepEqual(
      scopes.filter(([, scope]) => scope !== 'application'),
      [
        ['influxdb3Tokens.servers', 'resource'],
        ['influxdb3Tokens.diagnosticsExclude', 'resource'],
      ],
    );
  });

  it('asks for the VS Code whose API it was compiled against', () => {
    assert.equal(manifest.engines.vscode, `^${manifest.devDependencies['@types/vscode'] ?? ''}`);
  });

  it('asks for a VS Code whose Node can run the undici that is bundled', () => {
    // VS Code 1.110 ships a Node 22 of its own.
    const undici = JSON.parse(read('node_modules/undici/package.json')) as { engines: { node: string } };
    const major = Number(/>=\s*(\d+)\./.exec(undici.engines.node)?.[1]);
    assert.ok(major < 22, undici.engines.node);
  });

  it('comes with a lock file that holds no registry addresses', () => {
    assert.doesNotMatch(read('package-lock.json'), /"resolved": "https?:/);
  });
});
