import { lines, type ConfigFile } from './configFile.ts';

/** Unusual encodings, line ends and numbers of tokens, and text that only looks like a token. */
export function oddFiles(token: string, other: string): ConfigFile[] {
  return [...unusualFiles(token, other), ...filesWithoutTokens(token), ...unsearchedFiles(token)];
}

function unusualFiles(token: string, other: string): ConfigFile[] {
  return [
    { path: 'plant/messger\u00e4t.ini', content: latin1Ini(token), contains: 'token', occurrences: 1, tracked: true },
    { path: 'run/token', content: Buffer.from(token), contains: 'token', occurrences: 1, tracked: true },
    {
      path: 'run/command.txt',
      content: Buffer.from(`--token ${token}`),
      contains: 'token',
      occurrences: 1,
      tracked: true,
    },
    {
      path: 'two-on-a-line.properties',
      content: lines([`influx.tokens=${token},${other}`]),
      contains: 'both',
      occurrences: 1,
      tracked: true,
    },
    {
      path: 'twice-on-a-line.csv',
      content: lines(['name,old,new', `plant,${token},${token}`], '\r\n'),
      contains: 'token',
      occurrences: 2,
      tracked: true,
    },
    {
      path: 'devices.csv',
      content: lines(Array.from({ length: 500 }, (_, index) => `device-${index + 1},${token}`)),
      contains: 'token',
      occurrences: 500,
      tracked: true,
    },
    {
      path: 'longer-words.txt',
      content: lines([`old_${token}`, `${token}_old`, `x${token}`, `-${token}`]),
      contains: 'token',
      occurrences: 4,
    },
    { path: 'notes.txt', content: lines([`ask Ana about ${token}`]), contains: 'token', occurrences: 1 },
    { path: 'scratch/try.sh', content: lines(['#!/bin/sh', `T='${token}'`]), contains: 'token', occurrences: 1 },
  ];
}

/** An INI file that isn't UTF-8, with three kinds of line ends. */
function latin1Ini(token: string): Buffer {
  return Buffer.from(`; Me\xdfger\xe4t\r\n[influx]\nort=K\xf6ln\rtoken=${token}\r\ntakt=10\n\n`, 'latin1');
}

function filesWithoutTokens(token: string): ConfigFile[] {
  const middle = token.length / 2;
  const contents: Readonly<Record<string, Buffer>> = {
    'none/cut.txt': lines([token.slice(0, middle), token.slice(middle)]),
    'none/cut.yaml': lines(['token: >-', `  ${token.slice(0, middle)}`, `  ${token.slice(middle)}`], '\r\n'),
    'none/.env.example': lines([
      'INFLUXDB3_AUTH_TOKEN=apiv3_your-token-here',
      'OTHER=${INFLUX_TOKEN}',
      'THIRD=YOUR_TOKEN',
    ]),
    'none/README.md': lines(['Put `apiv3_…` or `apiv3_XXXXXXXXXXXX` there.', 'Tokens begin with apiv3_.']),
    'none/empty.conf': Buffer.alloc(0),
  };
  return Object.entries(contents).map(([path, content]): ConfigFile => ({
    path,
    content,
    contains: 'none',
    occurrences: 0,
  }));
}

function unsearchedFiles(token: string): ConfigFile[] {
  const contents: Readonly<Record<string, Buffer>> = {
    'node_modules/x/config.js': lines([`module.exports = '${token}';`]),
    'web/node_modules/y/.env': lines([`TOKEN=${token}`]),
    'vendor/lib/.git/config': lines(['[http]', `\textraHeader = Authorization: Bearer ${token}`]),
  };
  return Object.entries(contents).map(([path, content]): ConfigFile => ({
    path,
    content,
    contains: 'none',
    occurrences: 0,
  }));
}
