import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findFragments } from '../../../src/content/fragmentsInText.ts';
import { findEmptySlots } from '../../../src/content/emptySlots/findEmptySlots.ts';
import { readBase64Run } from '../../../src/content/base64Run.ts';
import { readEscapedRun } from '../../../src/content/escapedRun.ts';
import { environmentInsertion } from '../../../src/content/references/environmentInsertion.ts';
import { referenceFor, referenceToInsert } from '../../../src/content/references/environmentReference.ts';
import { shellFramesAt } from '../../../src/content/references/shellContext.ts';
import { yamlKeysAt } from '../../../src/content/references/yaml.ts';
import { findTokensInText } from '../../../src/content/tokensInText.ts';
import { composeProjects } from '../../../src/content/consumers/composeProjects.ts';
import { systemdUnits } from '../../../src/content/consumers/systemdUnits.ts';
import { combineServerLists, findServer } from '../../../src/core/server/serverList.ts';
import { productFrom } from '../../../src/core/product.ts';
import { namesText } from '../../../src/core/token/permissionText.ts';
import { isReplaceable, replacementPermissions } from '../../../src/core/token/replaceable.ts';
import { parseRequestedPermissions } from '../../../src/core/token/requestedPermissions.ts';
import { tokenNameProblem } from '../../../src/core/token/tokenName.ts';
import {
  decodeDatabaseList,
  decodeNewToken,
  decodePing,
  decodeQueryResult,
  decodeTokenList,
} from '../../../src/influxdb/decode.ts';
import type { HttpResponse } from '../../../src/influxdb/transport/response.ts';
import { repositoryRoot } from '../../support/host/paths.ts';

export type TextFunction = readonly [name: string, call: (text: string) => unknown];

const response = (body: string): HttpResponse => ({ status: 200, headers: {}, body, truncatedBy: undefined });
const row = (text: string) => ({
  token_id: 1,
  name: text,
  hash: text,
  created_at: text,
  permissions: text,
  description: text,
});
const middle = (text: string) => Math.floor(text.length / 2);
const token = `apiv3_${'a'.repeat(86)}`;
const updates = {
  files: [{ path: '/w/.env', folder: '/w' }],
  containsNew: () => false,
} as never;

/** Paths of files that are read in different ways. Each format has tests of its own. */
const paths = ['a.sh', '.env', 'compose.yaml', 'telegraf.conf', 'a.json', 'a.ps1', 'a.rb', 'a.cs'];

const withArguments: readonly TextFunction[] = [
  ['combineServerLists', (text) => combineServerLists([{ scope: 'workspace', folder: '/', value: servers(text) }])],
  ['findServer', (text) => findServer([], text)],
  ['productFrom', (text) => productFrom({ url: 'https://h', productName: text, build: text })],
  ['namesText', (text) => namesText([text], 20)],
  ['isReplaceable', (text) => isReplaceable({ name: text, permissions: text }, 'enterprise')],
  ['replacementPermissions', (text) => replacementPermissions({ name: text, permissions: text })],
  ['parseRequestedPermissions', (text) => parseRequestedPermissions([text, `db:${text}:read`, `db:a:${text}`])],
  ['tokenNameProblem', (text) => tokenNameProblem(text, new Set())],
  ['decodeNewToken of text', (text) => decodeNewToken(response(text), 'name')],
  ['decodeNewToken of cut JSON', (text) => decodeNewToken(response(`{"token":"${text}`), 'name')],
  ['decodeTokenList of text', (text) => decodeTokenList(response(text))],
  ['decodeTokenList of rows', (text) => decodeTokenList(response(JSON.stringify([row(text)])))],
  ['decodeDatabaseList', (text) => decodeDatabaseList(response(JSON.stringify([{ 'iox::database': text }])))],
  ['decodePing', (text) => decodePing(response(JSON.stringify({ version: text, product_name: text })))],
  ['decodeQueryResult', (text) => decodeQueryResult(response(text))],
  ['findFragments', (text) => [...findFragments(text)]],
  ['findTokensInText', (text) => findTokensInText(text, () => false, 5_000)],
  ['readBase64Run', (text) => readBase64Run(text, 0, { offset: 0, isUtf16: false } as never, 1000)],
  ['readEscapedRun', (text) => readEscapedRun(text, 0, 1000)],
  ['environmentInsertion', (text) => environmentInsertion(text, 'INFLUXDB3_AUTH_TOKEN', token)],
  ['environmentInsertion after a variable', (text) => environmentInsertion(`A_B=${text}`, 'A_B', token)],
  ['shellFramesAt', (text) => shellFramesAt(text, text.length)],
  ['yamlKeysAt', (text) => yamlKeysAt(text, text.length)],
  [
    'composeProjects',
    (text) => composeProjects([{ file: { path: '/w/compose.yaml', text }, document: compose(text) }], updates),
  ],
  [
    'systemdUnits',
    (text) => systemdUnits({ path: '/w/a.service', text: `[Service]\nEnvironmentFile=${text}` }, updates),
  ],
  ...paths.map((path): TextFunction => [
    `findEmptySlots in ${path}`,
    (text) => findEmptySlots(path, '', () => `influx token\n${text}`),
  ]),
  ...paths.map((path): TextFunction => [
    `referenceToInsert in ${path}`,
    (text) => referenceToInsert(path, text.slice(0, 99_000), 0, 0),
  ]),
  ...paths.map((path): TextFunction => [`referenceFor in ${path}`, (text) => referenceFor(path, ...between(text))]),
];

function servers(text: string): unknown {
  return [
    text,
    { name: text, url: text },
    { name: 'a', url: `https://h/${text}` },
    { name: 'a', url: 'https://h', caFile: text },
  ];
}

function compose(text: string): Record<string, unknown> {
  return {
    services: { [text]: { env_file: text, volumes: [text, { source: text }], environment: [text], command: text } },
  };
}

/** A token between two halves of the text, which is just not too long for a reference. */
function between(text: string): [text: string, start: number, end: number] {
  const start = Math.min(middle(text), 49_000);
  return [`${text.slice(0, start)}${token}${text.slice(0, start)}`, start, start + token.length];
}

/** It reads files of up to 256 KB that someone wrote into the workspace, with a package whose time varies. */
const exempt = new Set(['parseYaml']);

/** Each exported function of these folders, called with the text for each parameter. Most that need others fail at once. */
export async function textFunctions(): Promise<TextFunction[]> {
  const files = globSync(['src/core/**/*.ts', 'src/content/**/*.ts', 'src/influxdb/decode.ts'], {
    cwd: repositoryRoot,
  });
  const exported: TextFunction[] = [];
  for (const file of files.sort()) {
    const module = (await import(pathToFileURL(join(repositoryRoot, file)).href)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(module)) {
      if (typeof value === 'function' && !exempt.has(name) && !value.toString().startsWith('class')) {
        const call = value as (...texts: readonly string[]) => unknown;
        exported.push([`${name} of ${file}`, (text) => call(...Array<string>(Math.max(1, call.length)).fill(text))]);
      }
    }
  }
  return [...exported, ...withArguments];
}
