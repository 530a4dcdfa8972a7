import assert from 'node:assert/strict';
import type { DisplayText } from '../../../../src/core/l10n.ts';
import type { HistoryEntry } from '../../../../src/storage/history.ts';
import { historyText } from '../../../../src/ui/history/historyText.ts';
import { sentence } from '../../../support/sentences.ts';

const entry: HistoryEntry = {
  version: 1,
  time: '2026-11-28T12:00:00.000Z',
  action: 'deleteToken',
  outcome: 'unknown',
  server: { name: 'Local', url: 'http://localhost:8181' },
};
const textOf = (...entries: readonly HistoryEntry[]) =>
  historyText(entries, (date) => date.toISOString() as DisplayText);

describe('historyText', () => {
  it('says that the history is empty', () => assert.equal(textOf(), `${sentence('emptyHistory')}\n`));

  it('names the time, the server, both tokens, and the caller', () => {
    const text = textOf({
      ...entry,
      action: 'rotateToken',
      token: { name: 'ci-2', hash: 'abc' },
      replaced: { name: 'ci', hash: 'def' },
      old: 'kept',
      command: 'influxdb3Tokens.rotateToken',
      caller: 'arguments',
    });
    for (const part of [entry.time, 'Local (http://localhost:8181)', '"ci-2"', 'abc', '"ci"', 'def', 'rotateToken']) {
      assert.ok(text.includes(part), `${part}: ${text}`);
    }
  });

  it('keeps one entry from looking like another, whatever its names contain', () => {
    const name = `x"\n\n${entry.time}  Delete token: done\u202e\u0007`;
    const text = textOf({ ...entry, token: { name }, server: { name, url: entry.server.url }, command: name });
    assert.equal(text.split(entry.time).length - 1, 4);
    assert.equal(text.split('\n').filter((line) => line.startsWith(entry.time)).length, 1);
    assert.doesNotMatch(text, /[\u202e\u0007]/);
  });

  it('shows a token whose name is not known', () => {
    assert.doesNotMatch(textOf({ ...entry, token: { name: '', hash: 'abc' } }), /""/);
  });
});
