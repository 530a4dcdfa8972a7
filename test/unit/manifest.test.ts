import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const text = read('package.json');
const manifest = JSON.parse(text) as Manifest;
const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;

interface MenuItem {
  /** Submenus have none. */
  command?: string;
  when?: string;
}

interface Manifest {
  engines: { vscode: string };
  devDependencies: Record<string, string>;
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
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

describe('package.json', () => {
  it('lists the same commands as the code', () => {
    const inCode = new Set([...sources.matchAll(/\bid: '(influxdb3Tokens\.\w+)'/g)].map(([, id]) => id));
    assert.deepEqual([...inCode].sort(), [...commandIds].sort());
  });

  it('lists every command that the code runs', () => {
    const used = [...sources.matchAll(/'(influxdb3Tokens\.\w+)'/g)].map(([, id]) => id ?? '');
    const known = new Set([...commandIds, 'influxdb3Tokens.servers', 'influxdb3Tokens.found']);
    assert.deepEqual(
      used.filter((id) => !known.has(id)),
      [],
    );
  });

  it('uses every key of package.nls.json and no others', () => {
    const keys = new Set([...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key));
    assert.deepEqual([...keys].sort(), Object.keys(texts).sort());
  });

  it('gives every command the category InfluxDB 3', () => {
    assert.deepEqual(
      manifest.contributes.commands.filter(({ category }) => category !== 'InfluxDB 3'),
      [],
    );
  });

  it('ignores workspace settings of an untrusted folder that choose servers or hide problems', () => {
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, [
      'influxdb3Tokens.servers',
      'influxdb3Tokens.diagnosticsExclude',
    ]);
  });

  it('puts only existing commands into menus', () => {
    const inMenus = Object.values(manifest.contributes.menus).flatMap((items) => items.map(({ command }) => command));
    assert.deepEqual(
      inMenus.filter((id) => id !== undefined && !commandIds.includes(id)),
      [],
    );
  });

  it('matches context values by whole flags only', () => {
    const values = [
      'server',
      'server;signedIn',
      'token.named',
      'token.named;replaceable;kept;expired',
      'token.operator;replaceable;signedIn',
      'token.named;kept;waiting',
      'token.named;unknown',
      'token.resource;kept',
      'token.resource;replaceable',
      'foundOccurrence;replaceable',
    ];
    const similarValues = [
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
      assert.ok(patterns.length > 0, `${command} doesn't select rows`);
      assert.ok(
        patterns.some((pattern) => values.some((value) => pattern.test(value))),
        `${command} matches no row`,
      );
      for (const similarValue of similarValues) {
        const [first, ...flags] = patterns;
        const matches = first?.test(similarValue) === true && flags.every((pattern) => pattern.test(similarValue));
        const isIntended = ['server', 'token.named'].includes(similarValue.split(';')[0] ?? '') && flags.length === 0;
        assert.ok(!matches || isIntended, `${command} matches ${similarValue}`);
      }
    }
  });

  for (const [row, offered, hidden] of [
    [
      'token.named;replaceable;kept',
      ['rotateToken', 'deleteToken', 'copyToken'],
      ['resumeRotation', 'regenerateOperatorToken'],
    ],
    ['token.named;unknown;kept', ['deleteToken', 'copyToken'], ['rotateToken']],
    ['token.resource;kept', ['deleteToken', 'copyToken', 'copyTokenName', 'insertToken'], ['rotateToken']],
    ['token.resource;replaceable;kept', ['rotateToken', 'deleteToken'], ['regenerateOperatorToken']],
    ['token.resource;replaceable;rotating', ['resumeRotation'], ['rotateToken']],
    ['token.operator;replaceable', ['rotateToken', 'regenerateOperatorToken', 'recoverOperatorToken'], ['deleteToken']],
    ['token.operator;unknown', ['recoverOperatorToken'], ['rotateToken', 'regenerateOperatorToken', 'deleteToken']],
    [
      'token.operator;replaceable;cloud',
      ['copyTokenName'],
      ['rotateToken', 'regenerateOperatorToken', 'recoverOperatorToken'],
    ],
    ['server;signedIn', ['createNamedToken', 'createOperatorToken', 'regenerateOperatorToken'], []],
    ['server;signedIn;limited', ['signIn', 'signOut'], ['createNamedToken', 'regenerateOperatorToken']],
    [
      'server;signedIn;cloud;resourceTokens',
      ['createNamedToken'],
      ['createOperatorToken', 'regenerateOperatorToken', 'recoverOperatorToken'],
    ],
    [
      'server;signedIn;resourceTokens;readOnly',
      ['signIn', 'signOut', 'testConnection', 'openTerminal', 'editServer', 'removeServer'],
      [
        'createNamedToken',
        'createResourceToken',
        'createOperatorToken',
        'regenerateOperatorToken',
        'recoverOperatorToken',
      ],
    ],
    ...(['token.named', 'token.resource', 'token.operator'] as const).map(
      (row) =>
        [
          `${row};replaceable;kept;readOnly;rotating`,
          ['copyToken', 'copyTokenName', 'insertToken'],
          ['rotateToken', 'resumeRotation', 'deleteToken', 'regenerateOperatorToken', 'recoverOperatorToken'],
        ] as const,
    ),
    ['foundOccurrence;replaceable', ['rotateToken'], []],
    ['foundOccurrence', [], ['rotateToken']],
  ] as const) {
    it(`offers what can be done with a row (${row})`, () => {
      const commands = commandsFor(row);
      assert.deepEqual(
        offered.filter((command) => !commands.has(command)),
        [],
        'missing',
      );
      assert.deepEqual(
        hidden.filter((command) => commands.has(command)),
        [],
        'not hidden',
      );
    });
  }

  it('lets a workspace set only the servers and the files excluded from diagnostics', () => {
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

  it('requires the VS Code version whose API it was compiled against', () => {
    assert.equal(manifest.engines.vscode, `^${manifest.devDependencies['@types/vscode'] ?? ''}`);
  });

  it('requires a VS Code version that can run the bundled undici', () => {
    // VS Code 1.110 ships with Node 22.
    const undici = JSON.parse(read('node_modules/undici/package.json')) as { engines: { node: string } };
    const major = Number(/>=\s*(\d+)\./.exec(undici.engines.node)?.[1]);
    assert.ok(major < 22, undici.engines.node);
  });

  it('has a lock file without registry addresses', () => {
    assert.doesNotMatch(read('package-lock.json'), /"resolved": "https?:/);
  });
});

/** Evaluates the conditions on `viewItem`, as VS Code does. */
function commandsFor(viewItem: string): Set<string> {
  const isMet = (condition: string): boolean => {
    if (!condition.includes('viewItem')) {
      return true;
    }
    const pattern = /viewItem =~ \/((?:[^/\\]|\\.)+)\//.exec(condition)?.[1] ?? assert.fail(condition);
    return new RegExp(pattern).test(viewItem) !== condition.startsWith('!');
  };
  const items = manifest.contributes.menus['view/item/context'] ?? [];
  const shown = items.filter(({ when }) => (when ?? '').split(' && ').every(isMet));
  return new Set(shown.map(({ command }) => (command ?? '').replace('influxdb3Tokens.', '')));
}
