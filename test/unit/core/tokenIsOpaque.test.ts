import assert from 'node:assert/strict';
import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { format, inspect } from 'node:util';
import { serialize } from 'node:v8';
import { Token } from '../../../src/core/token.ts';
import { UserError } from '../../../src/core/userError.ts';

const letters = 'Zk3_w-Xq8RbT0vLpN5yHcJ1sGdFa7MeUi2oKxQ4nW9BhEzCl6tSrDgVjYmOfAuPI3_8Zk3_w-Xq8RbT0vLpN5y';
const secret = `apiv3_${letters}`;
const token = new Token(secret);
/** What a careless line of code passes it off as. */
const asText = token as unknown as string;

/** Fails where any ten letters in a row of the string can be read. */
function assertOpaque(printed: string): void {
  for (let start = 0; start + 10 <= letters.length; start += 1) {
    assert.ok(!printed.includes(letters.slice(start, start + 10)), `it can be read in: ${printed.slice(0, 200)}`);
  }
}

function onTheConsole(print: (console: Console) => void): string {
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
  throw new Error('nothing was thrown');
}

const everything = { depth: Infinity, showHidden: true, getters: true, showProxy: true } as const;

const ways: Record<string, () => string> = {
  'String()': () => String(token),
  'a template string': () => `token: ${asText}`,
  concatenation: () => 'token: ' + asText,
  'joining a list': () => [token, token].join(),
  toLocaleString: () => token.toLocaleString(),
  'a number': () => String(Number(token)),
  encodeURIComponent: () => encodeURIComponent(asText),
  'a query': () => new URLSearchParams({ token: asText }).toString(),
  'JSON.stringify': () => JSON.stringify(token),
  'JSON.stringify of a structure': () => JSON.stringify({ list: [{ token }], hash: token.hash }, null, 2),
  'JSON.stringify of its properties': () => JSON.stringify(Object.getOwnPropertyDescriptors(token)),
  inspect: () => inspect(token),
  'inspect of all that is hidden': () => inspect(token, everything),
  'inspect without its own say': () => inspect(token, { ...everything, customInspect: false }),
  'inspect of a structure': () =>
    inspect({ map: new Map([[token, new Set([token])]]), list: [[[[[token]]]]] }, everything),
  'inspect of its class': () => inspect(Token.prototype, everything) + inspect(Token, everything),
  'format with each sign': () => format('%s %o %O %j %d %i %f %c', ...Array<Token>(8).fill(token)),
  'format without signs': () => format(token, { token }),
  'console.log': () => onTheConsole((console) => console.log(token, '%s', token)),
  'console.dir': () => onTheConsole((console) => console.dir({ token }, everything)),
  'console.table': () => onTheConsole((console) => console.table([token, { token }])),
  'console.error of an error': () => onTheConsole((console) => console.error(new Error(asText, { cause: token }))),
  'a message of an error': () => inspect(new Error(asText)),
  'a cause of an error': () => inspect(new AggregateError([token], 'x', { cause: { token } }), everything),
  'a message for a person': () => new UserError(`Failed with ${asText}`).message,
  'a failed comparison': () => messageOf(() => assert.deepEqual({ token }, { token: secret.length })),
  'a property that is not there': () => messageOf(() => (token as unknown as { use(): void }).use()),
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
  'serialised bytes': () => serialize({ token }).toString('latin1'),
  'a copy of its properties': () => inspect(Object.assign({}, token), everything),
};

describe('A token is opaque', () => {
  it('to the check itself: a string that is printed is noticed', () => {
    assert.throws(() => assertOpaque(`x${secret}`), assert.AssertionError);
    assert.throws(() => assertOpaque(secret.slice(20, 31)), assert.AssertionError);
  });

  for (const [way, print] of Object.entries(ways)) {
    it(`to ${way}`, () => assertOpaque(print()));
  }

  it('but shows by nine letters of its hash which one it is', () => {
    assert.equal(String(token), `apiv3_… (${token.hash.slice(0, 9)})`);
    assert.equal(inspect(token), String(token));
    assert.equal(JSON.stringify(token), `"${String(token)}"`);
  });

  it('and gives the string only when asked to reveal it', () => {
    assert.equal(token.reveal(), secret);
  });
});
