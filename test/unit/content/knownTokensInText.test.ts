import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeFile } from '../../../src/content/fileText.ts';
import { mayContainToken } from '../../../src/content/tokenFragments.ts';
import { findTokensInText, TooManyCandidates } from '../../../src/content/tokensInText.ts';
import { Token } from '../../../src/core/token/token.ts';
import { encodings } from './encodedToken.ts';
import { processorTime } from '../../support/processorTime.ts';
import { replaceToken } from '../../support/withoutPauses.ts';

const known = `apiv3_${'aB3_-'.repeat(17)}z`;
const next = `apiv3_${'Zy9-_'.repeat(17)}a`;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const wrap = (text: string, width: number, separator: string) =>
  (text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join(separator);
const isKnown = (string: string) => {
  const { hash } = new Token(string);
  return (token: Token) => token.hash === hash;
};
const shownIn = (text: string, string = known) =>
  findTokensInText(text, isKnown(string)).map(({ start, end }) => text.slice(start, end));

describe('findTokensInText with a known token', () => {
  for (const [before, after] of [
    ['${VAR:-', '}'],
    ['${VAR-', '}'],
    ['Bearer%20', ',x=y'],
    ['%22', '%22'],
    ['\\u0027', '\\u0027'],
    ['token\\u003d', ''],
    ['PREFIX\\n', '\\n'],
    ['\\x20', '\\x27'],
    ['=3D', '=0A'],
    ['\u001b[32m', '\u001b[0m'],
    ['influxdb3 -t', ' -d db'],
    ['<!--', '-->'],
    ['word', 'word'],
    ['_', '-'],
    [known, ''],
  ]) {
    it(`finds it between ${JSON.stringify(before === known ? 'itself' : before)} and ${JSON.stringify(after)}`, () => {
      assert.equal(shownIn(`${before}${known}${after}`).at(-1), known);
    });
  }

  it('finds tokens of other letters and lengths, also escaped', () => {
    const offline = 'apiv3_a+b/C9d~e.f+/QE==';
    for (const written of [
      offline,
      'apiv3_a%2Bb%2FC9d~e.f%2B%2fQE%3D%3D',
      'apiv3_a+b\\/C9d~e.f+\\/QE==',
      'apiv3_a\\u002bb\\u002FC9d~e.f\\u002b\\/QE\\u003d\\u003d',
      'apiv3_a+b/C9d~e.f+/QE=3D=3D',
      'apiv3_a+b/C9=\nd~e.f+/QE=3D=3D',
      base64(offline),
    ]) {
      for (const [before, after] of [
        ['"', '"'],
        ['x', 'x'],
        ['=', '&x=1'],
        ['', '.'],
      ] as const) {
        const [token, ...others] = findTokensInText(before + written + after, isKnown(offline));
        assert.equal(token?.token.reveal(), offline, before + written + after);
        assert.deepEqual(others, []);
      }
    }
  });

  for (const [what, underscore] of Object.entries({
    'in Markdown and LaTeX': '\\_',
    'in a URL': '%5F',
    'in a URL in a URL': '%255f',
    'as a character reference': '&#95;',
    'as an entity': '&lowbar;',
    'in JSON': '\\u005f',
    'in octal': '\\137',
    'in a mail header': '=5F',
  })) {
    it(`finds and replaces it with underscores escaped ${what}`, () => {
      const write = (token: string) => `a ${token.replaceAll('_', underscore)} b`;
      assert.deepEqual(shownIn(write(known)), [write(known).slice(2, -2)]);
      assert.ok(mayContainToken(write(known)));
      const replaced = replaceToken(Buffer.from(write(known)), new Token(known), new Token(next));
      assert.equal(replaced?.toString(), write(next));
    });
  }

  it('finds other letters as octal escapes and as entities', () => {
    for (const written of ['apiv3_a\\053b\\057c\\075', 'apiv3_a&plus;b&sol;c&equals;']) {
      assert.deepEqual(shownIn(`"${written}"`, 'apiv3_a+b/c='), [written]);
    }
  });

  for (const [what, separator] of Object.entries({
    'after carets of cmd': '^\r\n',
    'after backticks of PowerShell': '" + `\r\n  "',
    'in bytes of Python': '"\n    b"',
    'in an array': '",\n  "',
    'in a mail that was quoted twice': '\r\n> > ',
    'in a comment without spaces': '\n#',
    'as percent-encoded lines': '%0D%0A',
    'for a page': '<wbr>',
  })) {
    it(`finds it in base64 that is wrapped ${what}`, () => {
      for (const width of [1, 2, 3, 20, 60]) {
        assert.equal(shownIn(wrap(base64(`xy${known}`), width, separator)).length, 1);
      }
    });
  }

  it('finds it in a word that a page may break', () => {
    for (const mark of ['<wbr>', '<wbr/>', '&shy;']) {
      const text = `<code>${wrap(known, 20, mark)}</code>`;
      assert.deepEqual(shownIn(text), [wrap(known, 20, mark)]);
      assert.deepEqual(findTokensInText(text, isKnown(known))[0]?.writing, { form: 'encoded', as: 'escaped' });
    }
  });

  it('finds it in base64 that was encoded again, and lists it only', () => {
    const long = `apiv3_${'x~1'.repeat(700)}`;
    for (const string of [known, long]) {
      for (const [before, outerBefore] of ['', 'a', 'any:', 'header'].flatMap((one) =>
        ['', 'A', 'AB', 'AUTH=Basic ', 'A=1\nAUTH="Basic '].map((other) => [one, other] as const),
      )) {
        const text = `data:\n  .env: ${base64(`${outerBefore}${base64(`${before}${string}`)}"\nB=2\n`)}\n`;
        const [found, ...others] = findTokensInText(text, isKnown(string));
        assert.deepEqual([found?.token.reveal(), others], [string, []]);
        assert.deepEqual(found?.writing, { form: 'encoded', as: 'base64' });
        assert.ok(mayContainToken(text));
      }
    }
  });

  it('finds a shorter token in a word that is as long as a token of the server', () => {
    const short = `apiv3_${'0a'.repeat(32)}`;
    const server = `apiv3_${'b'.repeat(86)}`;
    const word = `${short}${'x'.repeat(server.length - short.length)}`;
    assert.deepEqual(shownIn(word, short), [short]);
    assert.deepEqual(shownIn(base64(word), short).length, 1);
    assert.deepEqual(shownIn(`${short}-${'x'.repeat(21)}`, short), [short]);
  });

  it('shows exactly the token', () => {
    assert.deepEqual(shownIn(`Basic ${base64(`any:${known}`)}\n`), [base64(`any:${known}`).slice(5)]);
    assert.deepEqual(shownIn(`a apiv3_x%2Fy== b`, 'apiv3_x/y'), ['apiv3_x%2Fy']);
  });

  it('prefers the longest known token', () => {
    const hashes = new Set(['apiv3_ab', 'apiv3_abc'].map((string) => new Token(string).hash));
    const found = findTokensInText('apiv3_abcd', ({ hash }) => hashes.has(hash));
    assert.deepEqual(
      found.map(({ token }) => token.reveal()),
      ['apiv3_abc'],
    );
  });

  it('finds it in any encoding between any bytes', () => {
    const letters = (all: string, minLength: number, maxLength: number) =>
      fc.string({ unit: fc.constantFrom(...all), minLength, maxLength, size: 'max' }).map((text) => `apiv3_${text}`);
    const serverLetters = 'ABCXYZabcxyz0189_-';
    const token = fc.oneof(letters(serverLetters, 86, 86), letters(`${serverLetters}+/=`, 1, 140));
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 30, size: 'max' }).map((array) => Buffer.from(array).toString('latin1')),
      fc.constantFrom('', '=', '"', '-', '\\n', 'n', ' ', '%20', '\n'),
    );
    const check = (string: string, encode: (token: string) => string, [before, after]: [string, string]) => {
      const text = before + encode(string) + after;
      const found = findTokensInText(text, isKnown(string));
      assert.ok(
        found.some((one) => one.token.reveal() === string),
        JSON.stringify(text),
      );
      assert.ok(mayContainToken(text), JSON.stringify(text));
    };
    fc.assert(fc.property(token, encodings, fc.tuple(bytes, bytes), check), { numRuns: 20000 });
  });

  it('finds it in UTF-16 of both byte orders, with and without a mark', () => {
    for (const mark of ['', '\ufeff']) {
      const text = Buffer.from(`${mark}name,größe\r\nline4,${known}\r\n`, 'utf16le');
      for (const bytes of [text, Buffer.from(text).swap16()]) {
        const { characters } = decodeFile(bytes);
        assert.deepEqual(shownIn(characters), [known]);
        const changed = Buffer.from(`${mark}name,größe\r\nline4,${next}\r\n`, 'utf16le');
        const expected = bytes === text ? changed : changed.swap16();
        assert.deepEqual(replaceToken(bytes, new Token(known), new Token(next)), expected);
      }
    }
  });
});

describe('replaceToken with a known token in an encoding', () => {
  const replaced = (write: (token: string) => string) => {
    const bytes = replaceToken(Buffer.from(write(known)), new Token(known), new Token(next));
    return bytes?.toString();
  };
  const json = (token: string) => JSON.stringify({ url: 'http://h', token, note: 'größe' });

  for (const [what, write] of Object.entries<(token: string) => string>({
    'basic authentication': (token) => `Authorization: Basic ${base64(`any:${token}`)}\nContent-Type: x`,
    'base64 of a JSON file': (token) => `data: ${base64(json(token))}`,
    'base64 of two lines': (token) => base64(`${token}\n\n`),
    'wrapped base64': (token) => `  token: |\n    ${wrap(base64(token), 76, '\n    ')}\n`,
    'base64 wrapped at 60 in a string': (token) => `"${wrap(base64(token), 60, '\\n')}"`,
    'wrapped base64 of more': (token) => wrap(base64(`some text before ${json(token)}`), 64, '\r\n'),
    'URL-safe base64': (token) => Buffer.from(`>>>${token}???`).toString('base64url'),
    'percent-encoding around it': (token) => `Bearer%20${token}%22`,
  })) {
    it(`replaces it in ${what}`, () => assert.equal(replaced(write), write(next)));
  }

  it('replaces and restores an escaped token', () => {
    const old = new Token('apiv3_a+b/c+==');
    for (const text of ['apiv3_a%2Bb%2Fc%2B%3D%3D', 'apiv3_a+b\\/c+==', '"apiv3_a\\u002bb/c\\u002b=="']) {
      const changed = replaceToken(Buffer.from(text), old, new Token(next));
      assert.equal(changed?.toString().replaceAll('"', ''), next);
    }
  });

  it('replaces base64 of a token of other letters and another length', () => {
    const old = 'apiv3_a+b/c~d.e==';
    const replacement = replaceToken(Buffer.from(`t: ${base64(old)}\n`), new Token(old), new Token(next));
    assert.equal(replacement?.toString(), `t: ${base64(next)}\n`);
  });

  it('leaves longer words that a short token begins', () => {
    const old = new Token('apiv3_dev');
    for (const longer of ['apiv3_dev2', 'apiv3_dev_token_here', 'apiv3_dev-2', 'apiv3_dev+x', 'apiv3_dev.local']) {
      assert.equal(replaceToken(Buffer.from(`t = "${longer}"`), old, new Token(next)), undefined, longer);
      assert.equal(findTokensInText(longer, isKnown(old.reveal())).length, 1);
    }
    for (const [before, after] of [
      ['"', '"'],
      ['', '.'],
      ['${T:-', '}'],
      ['', '\\n'],
      ['<!--', '-->'],
      ['ENV T=', '\\\n B=c'],
    ] as const) {
      const replaced = replaceToken(Buffer.from(`${before}apiv3_dev${after}`), old, new Token(next));
      assert.equal(replaced?.toString(), `${before}${next}${after}`);
    }
  });

  it('leaves base64 of other content than text, and inconsistent escapes', () => {
    assert.equal(
      replaced((token) => base64(`\0\x01${token}`)),
      undefined,
    );
    assert.equal(
      replaced((token) => Buffer.from(token, 'utf16le').toString('base64')),
      undefined,
    );
    const old = new Token('apiv3_a+b+c');
    assert.equal(replaceToken(Buffer.from('apiv3_a%2Bb+c'), old, new Token(next)), undefined);
    const [found] = findTokensInText('apiv3_a%2Bb+c', isKnown(old.reveal()));
    assert.deepEqual(found?.writing, { form: 'encoded', as: 'escaped' });
  });
});

describe('findTokensInText with many line breaks after base64', () => {
  for (const separator of ['\n#  ', '\r\n# ', '\n// // ', '"\\\n"', '`\n', "'b'", '\\n', '%0A', '\n  \n', '" + "']) {
    it(`takes no exponential time for ${JSON.stringify(separator)}`, async () => {
      const breaks = separator.repeat(2000);
      assert.ok((await processorTime(() => shownIn(`${base64(known)}\nY${breaks}! x${breaks};pdjNfa`))) < 2000);
    });
  }
});

describe('findTokensInText with many candidates', () => {
  it('finds a token that a log repeats thousands of times, whether it is known or not', () => {
    for (const check of [isKnown(known), () => false]) {
      assert.equal(findTokensInText(`token ${next}\n`.repeat(20_000), check).length, 20_000);
    }
  });

  it('takes no quadratic time for fragments of base64 that was encoded again', async () => {
    const text = base64(base64('apiv3_').repeat(20_000));
    assert.ok((await processorTime(() => assert.throws(() => shownIn(text), TooManyCandidates))) < 8000);
  });

  it('gives up on a million within seconds', async () => {
    const time = await processorTime(() =>
      assert.throws(() => findTokensInText('apiv3_a\n'.repeat(1_000_000), () => false), TooManyCandidates),
    );
    assert.ok(time < 5000, `${time} ms`);
  });
});
