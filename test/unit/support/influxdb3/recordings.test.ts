import assert from 'node:assert/strict';
import { Clock } from '../../../support/influxdb3/clock.ts';
import { startTokenServer, type TokenServer, type TokenServerOptions } from '../../../support/influxdb3/server.ts';
import { Placeholders } from './helpers/placeholders.ts';
import { recordedReleases, recordingsOf } from './helpers/recordings.ts';
import { replay } from './helpers/replay.ts';
import { createOperator } from './helpers/tokenCalls.ts';

/** Describes how the server of a recording was started. `operator` is the placeholder of its operator token. */
interface Mode extends TokenServerOptions {
  operator: string | undefined;
}

const modes: Record<string, Mode> = {
  fresh: { operator: undefined },
  'disable-authz': { disableAuthz: ['ping', 'health'], operator: 'token' },
  recovery: { recovery: {}, operator: 'operator' },
  'recovery-before-operator': { recovery: {}, operator: undefined },
  'without-auth': { withoutAuth: true, operator: undefined },
  overflow: { operator: 'operator' },
};

/** Expected numbers of rows, so that a recording can't lose some unnoticed. */
const recordedRows = { '3.7': 220, '3.10': 225 };

/** Not a full second, so that times have a fraction, as in the recordings. */
const start = Date.UTC(2025, 10, 20, 10, 20, 30, 123);

for (const release of recordedReleases) {
  describe(`recorded responses of ${release}`, () => {
    const recordings = recordingsOf(release);
    let replayed = 0;
    let server: TokenServer;
    afterEach(() => server.close());

    for (const { name, rows } of recordings) {
      it(`match all ${rows.length} rows of ${name}`, async () => {
        const mode = modes[name];
        assert.ok(mode, `no mode for ${name}.json`);
        const { operator, ...options } = mode;
        const clock = new Clock();
        clock.freeze(start);
        server = await startTokenServer({ ...options, release, clock });
        const placeholders = new Placeholders();
        if (operator !== undefined) placeholders.set(operator, await createOperator(server.url));
        const url = name.startsWith('recovery') ? server.recoveryUrl : server.url;
        assert.ok(url);
        replayed += await replay({ server, url, placeholders }, rows);
      }).timeout(20_000);
    }

    it(`have ${recordedRows[release]} rows in total`, () => assert.equal(replayed, recordedRows[release]));
  });
}
