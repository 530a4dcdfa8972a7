import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HistoryFixture } from '../../../long/histories/fixture.ts';
import { findViolations } from '../../../long/histories/oracle.ts';
import { SimulatedProcess } from '../../../long/histories/process.ts';
import { runHistories } from '../../../long/histories/runHistories.ts';
import { SimulatedWindow } from '../../../long/histories/window.ts';

const seed = Number(process.env['HISTORIES_SEED'] ?? 1);
const count = 400;

describe('histories', () => {
  it(`lose no token, send none astray, and report only what is true (seed ${seed})`, async function () {
    this.timeout(120_000);
    const { counts, failure } = await runHistories(count, seed);
    assert.ok(failure === undefined, `${failure?.violations.join('\n')}\n${fc.stringify(failure?.history)}`);
    for (const event of ['kills', 'power cuts', 'faults: lostAfter', 'interrupted requests explained']) {
      assert.ok((counts.get(event) ?? 0) > 10, `too few: ${event}`);
    }
  });
});

describe('findViolations', () => {
  let fixture: HistoryFixture;
  let window: SimulatedWindow;

  beforeEach(() => {
    fixture = new HistoryFixture();
    window = new SimulatedWindow(fixture, new SimulatedProcess(1, 'A'), { keepCreatedTokens: true });
  });

  const issue = async (name: string) => {
    const token = await fixture.adopt(fixture.network.at(0), name);
    token.isHere = true;
    return token;
  };
  const violations = async () => {
    await findViolations(fixture, window, 'here');
    return fixture.violations;
  };

  it('finds a token that is neither stored nor reported', async () => {
    await issue('ci');
    assert.deepEqual(await violations(), ['here: "ci" of home-1 was received, but is neither stored nor reported']);
  });

  it('accepts a token that is stored, that someone else has, or that was reported', async () => {
    await fixture.keyring.store('kept|S1|stored', (await issue('stored')).string);
    (await issue('shared')).isWithColleague = true;
    await issue('lost');
    fixture.reports.add('A token named "lost" was created, but its token string isn\'t stored here.', 0);
    assert.deepEqual(await violations(), []);
  });

  it('finds access to a server that was lost without a report', async () => {
    const { string } = await issue('_admin');
    await fixture.keyring.store('signIn|S1', string);
    await window.process.run(() => fixture.keyring.delete('signIn|S1'));
    assert.match((await violations()).join('\n'), /no stored token works for home-1 anymore, because of product/);
  });

  it('finds a statement that is not true', async () => {
    (await issue('ci')).isWithColleague = true;
    fixture.reports.add('The token "ci" was created, but its token string was never received, so nobody has it.', 0);
    fixture.reports.add('Nothing changed: S1 has no token named "ci". Try again.', 0);
    fixture.reports.add('"ci" was created and is stored on this machine.', 0);
    assert.equal(fixture.violations.length, 3);
  });
});
