import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDirectory } from '../../support/influxdb3/helpers/temporaryDirectory.ts';

interface Report {
  readonly result: string;
  readonly token: string;
}

describe('Updates of one file by two processes', function () {
  this.timeout(120_000);
  this.slow(30_000);
  it('leave each token as its process reports, and no backup', async () => {
    const directory = createDirectory();
    const folder = directory.path;
    const first = (letter: string) => `apiv3_${letter.repeat(80)}0`;
    const content = (one: string, other: string) => `# first\nONE=${one}\n# second\nOTHER=${other}\n# last\n`;
    const path = join(folder, 'a.env');
    ['own', 'locks'].forEach((name) => mkdirSync(join(folder, name)));
    writeFileSync(path, content(first('a'), first('b')));
    const children = ['a', 'b'].map((letter) => fork(join(import.meta.dirname, 'updateOften.ts'), [folder, letter]));
    try {
      await Promise.all(children.map((child) => once(child, 'message')));
      const counts: Record<string, number> = {};
      const exits = Promise.race(children.map((child) => once(child, 'exit'))).then(() =>
        assert.fail('A process ended.'),
      );
      exits.catch(() => undefined);
      for (let round = 0; round < 150; round += 1) {
        const reports = children.map((child) => new Promise<Report>((resolve) => child.once('message', resolve)));
        children.forEach((child) => child.send('update'));
        const [one, other] = await Promise.race([Promise.all(reports), exits]);
        assert.ok(one && other);
        assert.equal(readFileSync(path, 'utf8'), content(one.token, other.token), `${one.result}, ${other.result}`);
        assert.deepEqual(readdirSync(folder).sort(), ['a.env', 'locks', 'own']);
        assert.deepEqual(readdirSync(join(folder, 'own')), []);
        const outcome = [one.result, other.result].sort().join(', ');
        counts[outcome] = (counts[outcome] ?? 0) + 1;
      }
      process.stdout.write(`        ${JSON.stringify(counts)}\n`);
      assert.ok(Object.keys(counts).every((outcome) => ['changed, written', 'written, written'].includes(outcome)));
      assert.ok((counts['changed, written'] ?? 0) > 0);
    } finally {
      children.forEach((child) => child.kill('SIGKILL'));
      directory.remove();
    }
  });
});
