import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { placesIn, type FoundFile } from '../../../src/core/foundFile.ts';
import { Token } from '../../../src/core/token.ts';
import type { Known } from '../../../src/servers/knownServers.ts';
import { FoundFileNode } from '../../../src/editor/foundNodes.ts';
import { fileRow, placeRow } from '../../../src/editor/foundRows.ts';

const now = new Date('2026-11-24T12:00:00Z');
const days = (count: number) => new Date(now.getTime() + count * 86_400_000);
const strings = Array.from({ length: 5 }, () => `apiv3_${randomBytes(64).toString('base64url')}`);
const content = strings.map((string, index) => `${' '.repeat(index)}"${string}"\n`).join('');

describe('The rows of a search', () => {
  it('name each token with an icon of its own shape, and hold no string', () => {
    const file = new FoundFileNode(found('/w/deploy/a.env', undefined), [knownOf(strings.slice(0, 4))], now, 14);
    const rows = file.places.map((place) => placeRow(place, now));
    assert.deepEqual(
      rows.map(({ label, description, iconPath }) => [label, description, (iconPath as vscode.ThemeIcon).id]),
      [
        ['_admin on Local', '1:2 · operator token', 'shield'],
        ['live on Local', '2:3 · expires in 90 days', 'key'],
        ['soon on Local', '3:4 · expires in 3 days', 'warning'],
        ['old on Local', '4:5 · expired 3 days ago', 'error'],
        ['not recognized by any of your servers', '5:6', 'question'],
      ],
    );
    assert.equal(rows[1]?.accessibilityInformation?.label, 'Line 2, column 3: live on Local, expires in 90 days');
    const held = JSON.stringify([
      file.uri,
      file.places.map(({ range, hash, identified }) => [range, hash, identified]),
    ]);
    assert.ok(!held.includes('apiv3_') && !JSON.stringify(rows).includes('apiv3_'));
  });

  it('put the cursor before the token in its file when they are clicked', () => {
    const [first] = new FoundFileNode(found('/w/deploy/a.env', undefined), [], now, 14).places;
    assert.ok(first);
    const [uri, options] = placeRow(first, now).command?.arguments as [vscode.Uri, { selection: vscode.Range }];
    assert.equal(uri.path, '/w/deploy/a.env');
    assert.ok(options.selection.isEqual(new vscode.Range(0, 1, 0, 1)));
    assert.equal((placeRow(first, now).iconPath as vscode.ThemeIcon).id, 'circle-slash', 'nobody could be asked');
  });

  it('say where a file is, how many places it has, and that it is not saved', () => {
    assert.equal(fileRow(node('/w/deploy/a.env', undefined)).description, 'deploy · 5 places');
    const unsaved = fileRow(node('/w/deploy/a.env', 'unsaved'));
    assert.equal(unsaved.label, 'a.env');
    assert.equal(unsaved.description, 'deploy · 5 places · not saved');
    assert.equal(node(undefined, 'unsaved').uri.scheme, 'untitled');
  });
});

function node(path: string | undefined, barrier: FoundFile['barrier']): FoundFileNode {
  return new FoundFileNode(found(path, barrier), [], now, 14);
}

function found(path: string | undefined, barrier: FoundFile['barrier']): FoundFile {
  const read = placesIn(Buffer.from(content), 'a.env', () => false);
  const places =
    path === undefined ? read.map((place) => ({ ...place, editor: { uri: 'untitled:Untitled-1' } })) : read;
  return { folder: 'w', file: 'deploy/a.env', path, fingerprint: '', places, barrier };
}

function knownOf(known: readonly string[]): Known {
  const rows = [
    ['_admin', undefined],
    ['live', days(90)],
    ['soon', days(3)],
    ['old', days(-3)],
  ] as const;
  const records = known.map((string, id) => ({
    id,
    name: rows[id]?.[0] ?? '',
    hash: new Token(string).hash.slice(0, 9),
    createdAt: now,
    updatedAt: undefined,
    expiry: rows[id]?.[1],
    permissions: '*:*:*',
    description: undefined,
  }));
  const server = { name: 'Local', url: 'http://localhost:8181' } as Known['server'];
  return { server, name: server.name, url: server.url, records, kept: [] };
}
