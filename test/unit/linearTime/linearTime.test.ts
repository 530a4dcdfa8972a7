import assert from 'node:assert/strict';
import { processorTime } from '../../support/processorTime.ts';
import { hostileTexts } from './hostileTexts.ts';
import { textFunctions } from './textFunctions.ts';

const length = 100_000;
/** In milliseconds of processor time: the longest that a step may block the other extensions. */
const limit = 50;
/** For a quarter of the length: even a quadratic function stays within the limit for all of it. */
const negligible = limit / 4 ** 2;

describe('Functions that read text from outside', () => {
  it('take time in proportion to the length of the text', async () => {
    const slow: string[] = [];
    for (const [name, call] of await textFunctions()) {
      for (const { title, create } of hostileTexts) {
        if ((await timeOf(call, create(length / 4))) <= negligible) {
          continue;
        }
        const whole = await timeOf(call, create(length));
        if (whole > limit && !(await isLinear(call, create))) {
          slow.push(`${name}, ${title}: ${whole} ms`);
        }
      }
    }
    assert.deepEqual(slow, []);
  }).timeout(600_000);

  it('are measured so that a quadratic pattern is found', async () => {
    const quadratic = (text: string) => /a+b/.test(text);
    const create = (size: number) => 'a'.repeat(size / 4);
    assert.ok((await timeOf(quadratic, create(length))) > limit);
    assert.equal(await isLinear(quadratic, create), false);
  });
});

/** The smaller of two times each, because a first call also compiles. */
async function isLinear(call: (text: string) => unknown, create: (length: number) => string): Promise<boolean> {
  const best = async (size: number) => Math.min(await timeOf(call, create(size)), await timeOf(call, create(size)));
  const whole = await best(length);
  return whole <= limit || whole < 3 * (await best(length / 2));
}

async function timeOf(call: (text: string) => unknown, text: string): Promise<number> {
  return processorTime(async () => {
    try {
      const result = await call(text);
      if (isIterator(result)) {
        Array.from(result);
      }
    } catch {
      // Refusing the text is fine, if it's fast.
    }
  });
}

function isIterator(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && 'next' in value && Symbol.iterator in value;
}
