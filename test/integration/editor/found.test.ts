import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { FoundFile } from '../../../src/content/foundFile.ts';
import { tokenMatcher } from '../../../src/core/token/matchToken.ts';
import { Token } from '../../../src/core/token/token.ts';
import type { ConfiguredServerTokens } from '../../../src/servers/serverTokens.ts';
import { FoundFileNode } from '../../../src/ui/found/foundNodes.ts';
import { fileRow, occurrenceRow } from '../../../src/ui/found/foundRows.ts';
import { sentence } from '../../support/sentences.ts';
import { findOccurrences } from '../../support/withoutPauses.ts';

const now = new Date('2026-11-24T12:00:00Z');
const days = (count: number) => new Date(now.getTime() + count * 86_400_000);
const tokenStrings = Array.from({ length: 5 }, () => `apiv3_${randomBytes(64).toString('base64url')}`);
const content = tokenStrings.map((string, index) => `${' '.repeat(index)}"${string}"\n`).join('');

describe('foundRows.ts', () => {
  it("shows each token's name and a distinct icon, but not the token string", () => {
    const file = new FoundFileNode(
      found('/w/deploy/a.env', undefined),
      tokenMatcher([serverWith(tokenStrings.slice(0, 4))], now, 14),
    );
    const rows = file.occurrences.map((occurrence) => occurrenceRow(occurrence, now));
    assert.deepEqual(
      rows.map(({ label, description, iconPath }) => [label, description, (iconPath as vscode.ThemeIcon).id]),
      [
        [onLocal('_admin'), `1:2 · ${sentence('operatorToken')}`, 'shield'],
        [onLocal('live'), `2:3 · ${sentence('expiresIn', sentence('days', 90))}`, 'key'],
        [onLocal('soon'), `3:4 · ${sentence('expiresIn', sentence('days', 3))}`, 'warning'],
        [onLocal('old'), `4:5 · ${sentence('expiredAgo', sentence('days', 3))}`, 'error'],
        [sentence('tokenNotRecognized'), '5:6', 'question'],
      ],
    );
    assert.equal(
      rows[1]?.accessibilityInformation?.label,
      sentence(
        'locationAndToken',
        sentence('lineAndColumn', 2, 3),
        sentence('tokenIdentified', 'live', 'Local', sentence('expiresIn', sentence('days', 90))),
      ),
    );
    const contents = JSON.stringify([
      file.uri,
      file.occurrences.map(({ range, hash, identified }) => [range, hash, identified]),
    ]);
    assert.ok(!contents.includes('apiv3_') && !JSON.stringify(rows).includes('apiv3_'));
  });

  it('puts the cursor before the token when a row is selected', () => {
    const [first] = new FoundFileNode(found('/w/deploy/a.env', undefined), tokenMatcher([], now, 14)).occurrences;
    assert.ok(first);
    const [uri, options] = occurrenceRow(first, now).command?.arguments as [vscode.Uri, { selection: vscode.Range }];
    assert.equal(uri.path, '/w/deploy/a.env');
    assert.ok(options.selection.isEqual(new vscode.Range(0, 1, 0, 1)));
    assert.equal(
      (occurrenceRow(first, now).iconPath as vscode.ThemeIcon).id,
      'circle-slash',
      'no server could be checked',
    );
  });

  it('shows the folder, the number of occurrences, and that a file is unsaved', () => {
    assert.equal(fileRow(node('/w/deploy/a.env', undefined)).description, `deploy · ${sentence('occurrences', 5)}`);
    const unsaved = fileRow(node('/w/deploy/a.env', 'unsaved'));
    assert.equal(unsaved.label, 'a.env');
    assert.equal(unsaved.description, `deploy · ${sentence('occurrences', 5)} · ${sentence('unsaved')}`);
    assert.equal(node(undefined, 'unsaved').uri.scheme, 'untitled');
  });
});

const onLocal = (name: string) => sentence('tokenOnServer', name, 'Local');

function node(path: string | undefined, barrier: FoundFile['barrier']): FoundFileNode {
  return new FoundFileNode(found(path, barrier), tokenMatcher([], now, 14));
}

function found(path: string | undefined, barrier: FoundFile['barrier']): FoundFile {
  const onDisk = findOccurrences(Buffer.from(content), 'a.env', () => false);
  const occurrences =
    path === undefined ? onDisk.map((one) => ({ ...one, editor: { uri: 'untitled:Untitled-1' } })) : onDisk;
  return { folder: 'w', file: 'deploy/a.env', path, fingerprint: '', occurrences, barrier };
}

function serverWith(tokenStrings: readonly string[]): ConfiguredServerTokens {
  const tokens = [
    ['_admin', undefined],
    ['live', days(90)],
    ['soon', days(3)],
    ['old', days(-3)],
  ] as const;
  const records = tokenStrings.map((string, id) => ({
    id,
    name: tokens[id]?.[0] ?? '',
    hash: new Token(string).hash.slice(0, 9),
    createdAt: now,
    updatedAt: undefined,
    expiry: tokens[id]?.[1],
    permissions: '*:*:*',
    description: undefined,
  }));
  const server = { name: 'Local', url: 'http://localhost:8181' } as ConfiguredServerTokens['server'];
  return { server, product: 'core', name: server.name, url: server.url, records, storedTokens: [] };
}
