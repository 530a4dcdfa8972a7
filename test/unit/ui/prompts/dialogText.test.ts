import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as l10n from '../../../../src/core/l10n.ts';
import { normalizeServerUrl } from '../../../../src/core/server/serverUrl.ts';
import type { Server } from '../../../../src/core/server/server.ts';
import type { TokenRecord } from '../../../../src/core/token/tokenRecord.ts';
import type { Person, Question } from '../../../../src/operations/person.ts';
import { confirmRegenerate } from '../../../../src/operations/steps/confirmRegenerate.ts';
import { listingQuestion } from '../../../../src/operations/steps/tokenList.ts';
import { dialogText } from '../../../../src/ui/prompts/dialogText.ts';
import { askAboutOldToken } from '../../../../src/ui/rotation/oldTokenQuestion.ts';
import { askToDeleteNewToken, confirmRecreate } from '../../../../src/ui/rotation/newTokenQuestions.ts';
import type { Journal } from '../../../../src/rotation/journal.ts';
import { hostileText } from '../../core/text/hostileText.ts';
import { readSentence } from '../../core/text/readSentence.ts';

const hosts = ['localhost:8181', 'influx.example', 'münchen.example', 'аррӏе.com', '[::1]:8181', 'xn--80ak6aa92e.com'];
const hostileUrl = fc.tuple(fc.constantFrom(...hosts), hostileText).map(([host, path]) => {
  try {
    return normalizeServerUrl(`https://${host}/${path.slice(0, 200).replace(/[?#\\\s]/g, '')}`);
  } catch {
    return normalizeServerUrl(`https://${host}`);
  }
});
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

/** What each part that composes a question asks. */
async function questionsAbout(server: Server, name: string): Promise<Question[]> {
  const asked: Question[] = [];
  const person = {
    autoConfirm: false,
    confirm(question: Question) {
      asked.push(question);
      return Promise.resolve();
    },
    choose(question: Question) {
      asked.push(question);
      return Promise.resolve(question.confirmLabel);
    },
  } as unknown as Person;
  const files = { files: [], unsearched: [] };
  const journal = (kind: 'named' | 'bridge') =>
    ({ kind, server, old: { name }, next: { name: `${name}-2`, hash: null }, files: [] }) as unknown as Journal;
  const usage = {
    search: { folders: () => [], find: () => Promise.reject(new Error('not searched')) },
    showFiles: () => Promise.resolve(),
  };
  await confirmRegenerate(server, { operator: undefined, hasSpareToken: false }, { person, usage });
  for (const record of [{ name }, { name: '_admin' }] as TokenRecord[]) {
    await confirmRecreate(record, server, person);
  }
  await askToDeleteNewToken(files, journal('named'), person);
  const lookups = { showFiles: () => Promise.resolve(), whatToRestart: () => Promise.resolve(l10n.t('{0}', name)) };
  for (const kind of ['named', 'bridge'] as const) {
    await askAboutOldToken(files, journal(kind), { answers: { old: undefined }, person }, lookups);
  }
  asked.push({ ...listingQuestion([server]), confirmLabel: l10n.t('List Tokens') });
  return asked;
}

const messages = [
  'Regenerate the operator token for {0}?',
  'Delete "{0}" from {1} and recreate it?',
  'Regenerate the operator token for {0} again?',
  'The rotation of "{0}" was undone. Delete the new token "{1}"?',
  'Delete the old token "{0}" from {1} now?',
  'Regenerate the operator token for {0} now?',
  'Send your token to {0} to list its tokens?',
];

describe('dialogText', () => {
  const question = { message: l10n.t('Sign in to {0}?', 'Local'), confirmLabel: l10n.t('Sign In') };
  const detail = l10n.t('Currently off');

  it('shows the URLs first, then details and files, then the note', () => {
    assert.deepEqual(
      dialogText({ ...question, urls: ['https://a.example'], detail, note: l10n.t('none') }, l10n.t('read'), ['Other']),
      {
        message: 'Sign in to Local?',
        detail: 'https://a.example\n\nCurrently off read\n\nnone',
        buttons: ['Other', 'Sign In'],
      },
    );
  });

  it('has no detail if there is nothing to add', () => {
    assert.equal(dialogText(question, undefined, []).detail, undefined);
  });

  it('shows up to 20 URLs, each on its own line, and counts the rest', () => {
    const urls = Array.from({ length: 22 }, (_, index) => `https://server${index}.example`);
    const lines = dialogText({ ...question, urls }, undefined, []).detail?.split('\n') ?? [];
    assert.deepEqual(lines.slice(0, 20), urls.slice(0, 20));
    assert.deepEqual(lines.slice(20), ['and 2 more']);
  });

  it('shows the ASCII form of a host', () => {
    const urls = [normalizeServerUrl('https://аррӏе.com')];
    assert.equal(dialogText({ ...question, urls }, undefined, []).detail, 'https://xn--80ak6aa92e.com');
  });

  it('can be read in one way only, for any names and URL, in each question', async () => {
    await fc.assert(
      fc.asyncProperty(hostileUrl, hostileText, hostileText, async (url, serverName, tokenName) => {
        const questions = await questionsAbout({ name: serverName, url } as Server, tokenName);
        assert.equal(questions.length, messages.length);
        for (const [index, asked] of questions.entries()) {
          const { message, detail } = dialogText(asked, undefined, []);
          assert.deepEqual(
            messages.filter((template) => readSentence(template, message) !== undefined),
            [messages[index]],
          );
          const paragraphs = (detail ?? '').split('\n\n');
          assert.equal(paragraphs[0], url);
          assert.equal(paragraphs.length, 1 + Number(asked.detail !== undefined) + Number(asked.note !== undefined));
          for (const text of [message, ...paragraphs]) {
            assert.doesNotMatch(text, /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2067]/u);
            assert.doesNotMatch(text.replace(/\u2068[^\u2068\u2069]*\u2069/g, ''), rightToLeft);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
