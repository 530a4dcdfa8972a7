import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as l10n from '../../../src/core/l10n.ts';
import { bundlePath } from '../../support/l10nBundle.ts';
import { hostileText, hostileTexts } from './text/hostileText.ts';
import { partsOf, readSentence } from './text/readSentence.ts';

const templates = Object.keys(JSON.parse(readFileSync(bundlePath, 'utf8')) as Record<string, string>).filter((text) =>
  text.includes('{0}'),
);
/** Locations, and "{0}d". Only numbers and one name are inserted into them. */
const joined = /\}\S?\{|\}[A-Za-z]/;
const readable = templates.filter((template) => !joined.test(template));
const aloneOf = (text: string) => l10n.t('{0}', text);

describe('t', () => {
  it('inserts a word, URL, path, or number without quotes', () => {
    for (const text of [
      'Local',
      'ci-writer_2',
      'http://localhost:8181/a',
      '[::1]:8181',
      '/home/a/.env',
      'C:\\a\\b',
      '名前',
      '.env',
    ]) {
      assert.equal(aloneOf(text), text);
    }
    assert.equal(l10n.t('{0} days', 30), '30 days');
  });

  it('puts other text in quotes', () => {
    assert.equal(l10n.t('Sign in to {0}?', 'My server'), 'Sign in to "My server"?');
    assert.equal(l10n.t('Sign in to {0}?', 'Local.'), 'Sign in to "Local."?');
    assert.equal(l10n.t('Sign in to {0}?', ''), 'Sign in to ""?');
  });

  it('shows quotes in quotes as codes', () => {
    assert.equal(l10n.t('"{0}" exists.', 'a"b'), '"a⟨0022⟩b" exists.');
    assert.equal(l10n.t('"{0}" exists.', "Bob's"), '"Bob\'s" exists.');
    for (const quote of '"“”„‟″‶＂ʺ״❝❞〝«»') {
      assert.doesNotMatch(l10n.t('"{0}" exists.', `a${quote}b`), new RegExp(`a${quote}b`, 'u'));
    }
    assert.doesNotMatch(l10n.t('"{0}" exists.', "a''b"), /''/);
  });

  it('inserts words of ours as they are, and no placeholders of the inserted text', () => {
    const inner = l10n.t('"{0}" exists.', 'a b');
    assert.equal(l10n.t('It failed. {0}', l10n.own(inner)), 'It failed. "a b" exists.');
    assert.equal(l10n.t('{0} and {1}', '{1}', 'x'), '{1} and x');
  });

  it('isolates text that is read from right to left', () => {
    assert.equal(l10n.t('"{0}" on {1}', 'שלום', 'Local'), '"\u2068שלום\u2069" on Local');
  });

  it('shortens text to 300 characters', () => {
    assert.ok([...l10n.t('"{0}" exists.', 'x'.repeat(1e6))].length < 320);
  });

  it('has few templates that join placeholders', () => {
    assert.ok(readable.length > 250);
    assert.deepEqual(templates.filter((template) => joined.test(template)).sort(), [
      'Add a unit to {0}: for example, {0}d for days or {0}h for hours.',
      '{0}:{1}',
      '{0}:{1}:{2}',
    ]);
  });

  it('composes sentences that are read as what was inserted, for any text', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...readable),
        fc.array(hostileText, { minLength: 6, maxLength: 6 }),
        (template, texts) => {
          const shown = l10n.t(template, ...texts);
          assert.doesNotMatch(
            shown.replace(/\u2068([^\u2068\u2069]*)\u2069/g, '$1'),
            /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u,
          );
          const expected: string[] = [];
          for (const { index } of partsOf(template)) {
            if (index !== undefined) {
              expected[index] = l10n.t('"{0}"', texts[index] ?? '').slice(1, -1);
            }
          }
          assert.deepEqual(readSentence(template, shown), expected);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('composes questions that no other question could be', () => {
    const questions = readable.filter((template) => template.endsWith('?'));
    assert.ok(questions.length > 20);
    fc.assert(
      fc.property(fc.constantFrom(...questions), hostileText, hostileText, (template, one, other) => {
        const shown = l10n.t(template, one, other, one);
        assert.deepEqual(
          questions.filter((candidate) => readSentence(candidate, shown) !== undefined),
          [template],
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('list', () => {
  it('sets names apart', () => {
    assert.equal(l10n.list(['a', 'b, c', 'd']), 'a, "b, c", d');
  });

  it('has as many names as were given, for any names', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 4 }), (names) => {
        const outside = l10n.list(names).replace(/"[^"]*"/g, 'x');
        assert.equal(outside.split(', ').length, names.length);
      }),
    );
  });
});

describe('url', () => {
  it('shows a URL of any allowed length as it is', () => {
    const url = `https://localhost:8181/${'a'.repeat(1900)}`;
    assert.equal(l10n.url(url), url);
  });
});

it('l10n takes little time for any hostile text', () => {
  for (const text of [...hostileTexts, 'а'.repeat(1e6), ' '.repeat(1e6), '\u0301'.repeat(1e6)]) {
    const started = performance.now();
    l10n.t('"{0}" on {1}', text, text);
    assert.ok(performance.now() - started < 200, text.slice(0, 20));
  }
});
