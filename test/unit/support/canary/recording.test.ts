import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Token } from '../../../../src/core/token/token.ts';
import { canaryFolderVariable } from '../../../support/canary/canaryFolder.ts';
import { findIn } from '../../../support/canary/findings.ts';
import { readKnownTokens, registerToken } from '../../../support/canary/knownTokens.ts';
import { recordedEvidence, recordOutcome } from '../../../support/canary/outcomes.ts';
import { evidenceOfFile, profileFiles } from '../../../support/canary/profileFiles.ts';
import { recordTemporaryFiles } from '../../../support/canary/temporaryFiles.ts';
import { TokenSearch } from '../../../support/canary/tokenSearch.ts';
import { createTokenString } from '../../../support/influxdb3/tokenString.ts';

describe('Recordings for the token search', () => {
  let folder = '';
  let previous: string | undefined;
  let token = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'recorded-'));
    previous = process.env[canaryFolderVariable];
    process.env[canaryFolderVariable] = folder;
    token = createTokenString();
    registerToken('planted', token);
  });

  afterEach(() => {
    if (previous === undefined) Reflect.deleteProperty(process.env, canaryFolderVariable);
    else process.env[canaryFolderVariable] = previous;
    rmSync(folder, { recursive: true });
  });

  const search = () => new TokenSearch(readKnownTokens(folder));
  const recorded = () => findIn(search(), recordedEvidence(folder));

  const outcomes: Readonly<Record<string, (token: string) => unknown>> = {
    'a property of a property': (text) => ({ list: [{ text }] }),
    'a key': (text) => ({ [text]: 1 }),
    'a symbol': (text) => ({ [Symbol('key')]: text }),
    'a map': (text) => new Map([['key', { text }]]),
    'a set': (text) => new Set([text]),
    'a getter of a class': (text) =>
      new (class {
        get text() {
          return text;
        }
      })(),
    'toJSON only': (text) => ({ toJSON: () => text }),
    'a property that is not enumerable': (text) => Object.defineProperty({}, 'text', { value: text }),
    'the stack of an error': (text) => Object.assign(new Error('failed'), { stack: text }),
    'the cause of a cause': (text) => new Error('failed', { cause: new Error('failed', { cause: text }) }),
    'an aggregated error': (text) => new AggregateError([new Error(text)]),
    'a buffer': (text) => ({ body: Buffer.from(text) }),
    'a token object, which hides it': (text) => ({ token: new Token(text) }),
    'a token object in an array in an error': (text) =>
      Object.assign(new Error('failed'), { tokens: [new Token(text)] }),
  };
  for (const [place, outcome] of Object.entries(outcomes)) {
    it(`find a token in an outcome: ${place}`, () => {
      recordOutcome('result', 'command', outcome(token));
      assert.ok(recorded().some(({ surface, name }) => surface === 'result' && name === 'planted'));
    });
  }

  it('find nothing in an outcome that only masks the token, and end at cycles', () => {
    const cycle: { self?: unknown; shown: string } = { shown: String(new Token(token)) };
    cycle.self = cycle;
    recordOutcome('result', 'command', cycle);
    assert.deepEqual(recorded(), []);
  });

  it('record nothing in other runs', () => {
    process.env[canaryFolderVariable] = '';
    registerToken('other', createTokenString());
    recordOutcome('result', 'command', token);
    assert.equal(readKnownTokens(folder).length, 1);
    assert.deepEqual([...recordedEvidence(folder)], []);
  });

  it('find tokens in each kind of file of a profile', () => {
    const paths = {
      'User/settings.json': 'settings file',
      'User/globalStorage/ours/journal.json': "extension's storage",
      'User/workspaceStorage/1/state.json': "extension's storage",
      'data/logs/20260101/exthost1/remoteexthost.log': 'log',
      'browser/Default/IndexedDB/one.leveldb/000003.log': 'browser storage',
      'browser/Crashpad/pending/1.dmp': 'crash dump',
      'tmp/1': 'temporary file',
      'User/History/1/entry': 'copy of a file',
      'anything/else': 'other file',
    };
    const profile = join(folder, 'profile');
    for (const path of Object.keys(paths)) {
      mkdirSync(dirname(join(profile, path)), { recursive: true });
      writeFileSync(join(profile, path), `"${token}"`);
    }
    const findings = findIn(search(), profileFiles(profile)).map(({ place, surface }) => [place, surface]);
    assert.deepEqual(Object.fromEntries(findings), paths);
  });

  it('find a token in the log of a terminal, but for the environment that VS Code logs', () => {
    const surfacesOf = (name: string, line: string) =>
      findIn(search(), evidenceOfFile(`logs/1/${name}`, Buffer.from(`first\n${line}\n`))).map(({ surface }) => surface);
    assert.deepEqual(surfacesOf('ptyhost.log', `{"INFLUXDB3_AUTH_TOKEN":"${token}"}`), [
      'log of terminals at level trace',
    ]);
    assert.deepEqual(surfacesOf('ptyhost.log', `{"OTHER":"${token}"}`), ['log']);
    assert.deepEqual(surfacesOf('exthost1/ours.log', `{"INFLUXDB3_AUTH_TOKEN":"${token}"}`), ['log']);
  });

  it('find a token in a temporary file, but for a copy of an unsaved editor', () => {
    const surfacesOf = (text: string) =>
      findIn(search(), evidenceOfFile('tmp/AbCdEfGh', Buffer.from(text))).map(({ surface }) => surface);
    assert.deepEqual(surfacesOf(`untitled:Untitled-1 {"typeId":""}\n${token}`), ['copy of a file']);
    assert.deepEqual(surfacesOf(`untitled ${token}`), ['temporary file']);
    assert.deepEqual(surfacesOf(token), ['temporary file']);
  });

  it('find a token in the name of a file, without repeating it', () => {
    const [finding] = findIn(search(), [{ surface: 'log', place: `/logs/${token}.log`, content: '' }]);
    assert.equal(finding?.name, 'planted');
    assert.ok(!JSON.stringify(finding).includes(token.slice(10, 20)));
  });

  it('find a token in a temporary file that was removed', async () => {
    const temporary = join(folder, 'tmp');
    mkdirSync(join(temporary, 'nested'), { recursive: true });
    const end = recordTemporaryFiles(temporary);
    await delay(100);
    writeFileSync(join(temporary, 'one'), token);
    writeFileSync(join(temporary, 'nested', 'two'), token);
    await delay(200);
    rmSync(join(temporary, 'one'));
    rmSync(join(temporary, 'nested', 'two'));
    assert.deepEqual(
      findIn(search(), end())
        .map(({ place }) => place)
        .sort(),
      ['tmp/nested/two', 'tmp/one'],
    );
  });
});
