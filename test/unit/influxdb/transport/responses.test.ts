import { runCases } from './responses/runCases.ts';

/** `npm run test:responses` runs many more. The same seed gives the same responses. */
const count = Number(process.env['RESPONSES'] ?? 1_500);
const seed = Number(process.env['RESPONSES_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** Expected results per thousand responses, so that they don't all fail in the same way. */
const expectedPerThousand = {
  result: 130,
  'result of creating the operator token': 26,
  'result of creating a named token': 26,
  'result of regenerating the operator token': 26,
  'result of deleting a token': 13,
  'result of listing the tokens': 9,
  'result of getting the version': 13,
  'result of probing': 12,
  'genuine success': 41,
  'genuine refusal': 22,
  'new token that must be returned': 50,
  'outcome nothing': 400,
  'outcome unknown': 400,
  unexpectedResponse: 460,
  connectionLost: 250,
  serverFailed: 25,
  plainHttpExpected: 11,
  notAuthenticated: 10,
  unknownRoute: 9,
  redirected: 7,
  responseTooLarge: 2.2,
  timedOut: 2,
  tlsExpected: 0.7,
};

describe('generated responses', () => {
  it(`lead to a valid result or a typed error: ${count} responses, seed ${seed}`, async function () {
    // Each takes two to three milliseconds, and has its own time limit.
    this.timeout(60_000 + count * 20);
    const started = performance.now();
    const summary = await runCases(seed, count);
    const seconds = Math.round((performance.now() - started) / 1_000);
    console.log(`      ${summary.lines.join(', ')}; ${seconds} s, slowest ${Math.round(summary.slowest)} ms`);
    summary.assertCovers(expectedPerThousand);
  });
});
