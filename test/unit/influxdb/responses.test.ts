import { playResponses } from './responses/play.ts';

/** `npm run test:responses` plays many more; a seed that is given plays the same ones again. */
const count = Number(process.env['RESPONSES'] ?? 1_500);
const seed = Number(process.env['RESPONSES_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** Of a thousand. Responses that all failed alike would be a test of nothing. */
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
  'string that had to be saved': 50,
  'outcome nothing': 400,
  'outcome unknown': 400,
  unexpectedAnswer: 460,
  connectionLost: 250,
  serverFailed: 25,
  plainHttpAnswered: 11,
  notAuthenticated: 10,
  unknownRoute: 9,
  redirected: 7,
  answerTooLarge: 2.2,
  timedOut: 2,
  tlsExpected: 0.7,
};

describe('Whatever a server answers', () => {
  it(`a call gives what it promises, or says what is wrong: ${count} responses from seed ${seed}`, async function () {
    // An exchange takes two to three milliseconds; each is timed by itself.
    this.timeout(60_000 + count * 20);
    const started = performance.now();
    const summary = await playResponses(seed, count);
    const seconds = Math.round((performance.now() - started) / 1_000);
    console.log(`      ${summary.lines.join(', ')}; ${seconds} s, the slowest ${Math.round(summary.slowest)} ms`);
    summary.assertCovers(expectedPerThousand);
  });
});
