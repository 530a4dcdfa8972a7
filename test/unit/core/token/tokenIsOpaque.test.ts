import assert from 'node:assert/strict';
import type { DisplayText } from '../../../../src/core/l10n.ts';
import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { format, inspect } from 'node:util';
import { serialize } from 'node:v8';
import { Token } from '../../../../src/core/token/token.ts';
import { UserError } from '../../../../src/core/errors.ts';

const random = 'Zk3_w-Xq8RbT0vLpN5yHcJ1sGdFa7MeUi2oKxQ4nW9BhEzCl6tSrDgVjYmOfAuPI3_8Zk3_w-Xq8RbT0vLpN5y';
const secret = `apiv3_${random}`;
const token = new Token(secret);
/** Careless code might expect a string here. */
const asText = token as unknown as string;

/** Fails if the text contains ten consecutive characters of the token string. */
function assertOpaque(printed: string): void {
  for (let start = 0; start + 10 <= random.length; start += 1) {
    assert.ok(!printed.includes(random.slice(start, start + 10)), `contains the token: ${printed.slice(0, 200)}`);
  }
}

function consoleOutput(print: (console: Console) => void): string {
  const stream = new PassThrough();
  print(new Console({ stdout: stream, stderr: stream }));
  return String(stream.read());
}

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return inspect(error);
  }
  throw new Error('Nothing was thrown');
}

const everything = { depth: Infinity, showHidden: true, getters: true, showProxy: true } as const;

const outputs: Record<string, () => string> = {
  'String()': () => String(token),
  'a template string': () => `token: ${asText}`,
  concatenation: () => 'token: ' + asText,
  'joining a list': () => [token, token].join(),
  toLocaleString: () => token.toLocaleString(),
  'a number': () => String(Number(token)),
  encodeURIComponent: () => encodeURIComponent(asText),
  'a query string': () => new URLSearchParams({ token: asText }).toString(),
  'JSON.stringify': () => JSON.stringify(token),
  'JSON.stringify of a structure': () => JSON.stringify({ list: [{ token }], hash: token.hash }, null, 2),
  'JSON.stringify of its properties': () => JSON.stringify(Object.getOwnPropertyDescriptors(token)),
  inspect: () => inspect(token),
  'inspect of hidden properties': () => inspect(token, everything),
  'inspect without its custom function': () => inspect(token, { ...everything, customInspect: false }),
  'inspect of a structure': () =>
    inspect({ map: new Map([[token, new Set([token])]]), list: [[[[[token]]]]] }, everything),
  'inspect of its class': () => inspect(Token.prototype, everything) + inspect(Token, everything),
  'format with each specifier': () => format('%s %o %O %j %d %i %f %c', ...Array<Token>(8).fill(token)),
  'format without specifiers': () => format(token, { token }),
  'console.log': () => consoleOutput((console) => console.log(token, '%s', token)),
  'console.dir': () => consoleOutput((console) => console.dir({ token }, everything)),
  'console.table': () => consoleOutput((console) => console.table([token, { token }])),
  'console.error of an error': () => consoleOutput((console) => console.error(new Error(asText, { cause: token }))),
  'the message of an error': () => inspect(new Error(asText)),
  'the cause of an error': () => inspect(new AggregateError([token], 'x', { cause: { token } }), everything),
  'the message of a UserError': () => new UserError(`Failed with ${asText}` as DisplayText).message,
  'a failed assertion': () => messageOf(() => assert.deepEqual({ token }, { token: secret.length })),
  'a missing property': () => messageOf(() => (token as unknown as { use(): void }).use()),
  'a thrown token': () =>
    messageOf(() => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- anything can be thrown
      throw token;
    }),
  'all own keys': () =>
    Reflect.ownKeys(token)
      .map((key) => inspect(Reflect.get(token, key)))
      .join(),
  'a structured clone': () => inspect(structuredClone(token), everything),
  'serialized bytes': () => serialize({ token }).toString('latin1'),
  'a copy of its properties': () => inspect(Object.assign({}, token), everything),
};

describe('assertOpaque', () => {
  it('throws for text that contains the token string', () => {
    assert.throws(() => assertOpaque(`x${secret}`), assert.AssertionError);
    assert.throws(() => assertOpaque(secret.slice(20, 31)), assert.AssertionError);
  });
});

describe('Token', () => {
  for (const [output, print] of Object.entries(outputs)) {
    it(`hides the token string in ${output}`, () => assertOpaque(print()));
  }

  it('shows the first 9 characters of its hash', () => {
    assert.equal(String(token), `apiv3_… (${token.hash.slice(0, 9)})`);
    assert.equal(inspect(token), String(token));
    assert.equal(JSON.stringify(token), `"${String(token)}"`);
  });

  it('returns the token string from reveal', () => {
    assert.equal(token.reveal(), secret);
  });
});
