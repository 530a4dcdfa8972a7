import assert from 'node:assert/strict';
import { referenceFor } from '../../../../src/content/references/environmentReference.ts';
import { loadParser } from '../../../../src/content/references/parsers.ts';
import { readEnvironmentFile } from '../../../../src/content/references/tokenVariables.ts';
import { otherTokenString, tokenString, withReference } from './applyReference.ts';

describe('referenceFor with an env file', () => {
  const compose = (env: string, tokenName?: string) =>
    withReference('compose.yml', 'a: <token>', { environmentFile: readEnvironmentFile(env), tokenName });

  it('reads the variable that the env file sets to the token', async () => {
    for (const line of [
      `DB_TOKEN=${tokenString}`,
      `export DB_TOKEN="${tokenString}"`,
      `A=1\r\n DB_TOKEN = '${tokenString}' # ours\r\n`,
    ]) {
      assert.equal(await compose(line), 'a: ${DB_TOKEN}', line);
    }
  });

  it('does not read a variable that the env file sets to something else', async () => {
    for (const value of [otherTokenString, 'later', '', '""']) {
      assert.equal(await compose(`INFLUXDB3_AUTH_TOKEN=${value}`), 'a: ${INFLUXDB3_AUTH_TOKEN_2}');
      assert.equal(await compose(`INFLUXDB3_AUTH_TOKEN=${value}`, 'ci/writer #1'), 'a: ${INFLUXDB3_TOKEN_CI_WRITER_1}');
    }
    const taken = `INFLUXDB3_AUTH_TOKEN=a\nINFLUXDB3_TOKEN_CI=b\nINFLUXDB3_AUTH_TOKEN_2=c`;
    assert.equal(await compose(taken, 'ci'), 'a: ${INFLUXDB3_AUTH_TOKEN_3}');
  });

  it('prefers the usual variable when several have the token', async () => {
    assert.equal(await compose(`A=${tokenString}\nINFLUXDB3_AUTH_TOKEN=${tokenString}`), 'a: ${INFLUXDB3_AUTH_TOKEN}');
  });

  it('ignores variables in comments', async () => {
    assert.equal(await compose(`# INFLUXDB3_AUTH_TOKEN=a\n`), 'a: ${INFLUXDB3_AUTH_TOKEN}');
  });
});

describe('referenceFor in a file with several tokens', () => {
  const tokens = Array.from({ length: 60 }, (_, index) => `apiv3_${String(index).padStart(2, '0')}${'x'.repeat(84)}`);

  it('names a different variable for each token, and the same for each occurrence', () => {
    const text = [...tokens.slice(0, 40), ...tokens.slice(0, 40)].map((token) => `  token = "${token}"\n`).join('');
    const names = new Map<string, Set<string | undefined>>();
    for (const { index, 0: token } of text.matchAll(/apiv3_\w+/g)) {
      const reference = referenceFor('telegraf.conf', text, index, index + token.length);
      names.set(token, (names.get(token) ?? new Set()).add(reference?.text));
    }
    assert.ok([...names.values()].every((one) => one.size === 1 && !one.has(undefined)));
    assert.equal(new Set([...names.values()].map(([name]) => name)).size, 40);
  });

  it('returns undefined in a file with more than 50 tokens', () => {
    const text = tokens.map((token) => `token = "${token}"\n`).join('');
    assert.equal(referenceFor('telegraf.conf', text, 9, 9 + 92), undefined);
  });

  it('names another variable after the first token was replaced', async () => {
    const text = 'a = "${INFLUXDB3_AUTH_TOKEN}"\nb = "<token>"\n';
    assert.match((await withReference('telegraf.conf', text)) ?? '', /b = "\$\{INFLUXDB3_AUTH_TOKEN_2\}"/);
    const python = 'import os\na = os.environ["INFLUXDB3_AUTH_TOKEN"]\nb = "<token>"\n';
    assert.match((await withReference('a.py', python)) ?? '', /b = os\.environ\["INFLUXDB3_AUTH_TOKEN_2"\]/);
  });

  it('uses the key of one occurrence for all of them', async () => {
    const text = 'command: --token <token>\nenvironment:\n  INFLUX_TOKEN: <token>\n';
    assert.match((await withReference('compose.yml', text)) ?? '', /--token \$\{INFLUX_TOKEN\}\n/);
  });

  it('returns the variable that is read', async () => {
    const variableIn = async (path: string, before: string) =>
      referenceFor(path, `${before}${tokenString}"`, before.length, before.length + 92, {
        parser: await loadParser(path),
      })?.variable;
    assert.equal(await variableIn('compose.yml', 'A_TOKEN: "'), 'A_TOKEN');
    assert.equal(await variableIn('a.py', 't = "'), 'INFLUXDB3_AUTH_TOKEN');
    assert.equal(await variableIn('.github/workflows/a.yml', 'env:\n  A_TOKEN: "'), 'A_TOKEN');
    assert.equal(await variableIn('.vscode/tasks.json', '{"a": "'), 'INFLUXDB3_AUTH_TOKEN');
  });
});
