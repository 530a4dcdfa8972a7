import assert from 'node:assert/strict';
import { readEnvironmentFile } from '../../../../src/content/references/tokenVariables.ts';
import { otherTokenString, tokenString, withReference } from './applyReference.ts';

/** The variable that the file reads instead of the first token. */
async function variableIn(path: string, file: string, env = ''): Promise<string | undefined> {
  const changed = await withReference(path, file, { environmentFile: readEnvironmentFile(env) });
  const added = changed?.replaceAll(tokenString, '').match(/\b[A-Z][A-Z0-9_]*_[A-Z0-9_]+\b/g) ?? [];
  return added.find((name) => !file.includes(name)) ?? added.at(-1);
}

describe('referenceFor in code with a name beside the token', () => {
  it('reads the variable that the name suggests', async () => {
    for (const [path, file, variable] of [
      ['a.js', "const influxToken = '<token>';", 'INFLUX_TOKEN'],
      ['a.js', "const options = { influxDbToken: '<token>' };", 'INFLUXDB_TOKEN'],
      ['a.js', "const options = { 'influx-token': '<token>' };", 'INFLUX_TOKEN'],
      ['a.js', "class A { #influxToken = '<token>'; }", 'INFLUX_TOKEN'],
      ['a.js', "this.writeToken = '<token>';", 'WRITE_TOKEN'],
      ['a.js', "const INFLUX_TOKEN = '<token>';", 'INFLUX_TOKEN'],
      ['a.ts', "const influxToken: string = '<token>';", 'INFLUX_TOKEN'],
      ['a.py', 'influx_token = "<token>"\n', 'INFLUX_TOKEN'],
      ['a.py', 'INFLUX_TOKEN = "<token>"\n', 'INFLUX_TOKEN'],
      ['a.py', 'influx_token: str = "<token>"\n', 'INFLUX_TOKEN'],
      ['a.py', 'c = Client(influx_token="<token>")\n', 'INFLUX_TOKEN'],
      ['a.py', 'a = {"influxdb3_token": "<token>"}\n', 'INFLUXDB3_TOKEN'],
      ['a.py', 'INFLUX_TOKEN_PROD = "<token>"\n', 'INFLUX_TOKEN_PROD'],
      ['a.go', 'package main\n\nfunc main() { influxToken := "<token>"; println(influxToken) }\n', 'INFLUX_TOKEN'],
      ['a.go', 'package main\n\nvar influxToken string = "<token>"\n', 'INFLUX_TOKEN'],
      ['A.java', 'class A { static final String INFLUX_TOKEN = "<token>"; }', 'INFLUX_TOKEN'],
      ['A.java', 'class A { private String influxDBToken = "<token>"; }', 'INFLUXDB_TOKEN'],
      ['a.kt', 'val influxToken: String = "<token>"', 'INFLUX_TOKEN'],
      ['A.cs', 'class A { string _influxToken = "<token>"; }', 'INFLUX_TOKEN'],
      ['a.rb', "INFLUX_TOKEN = '<token>'", 'INFLUX_TOKEN'],
      ['a.rb', "f(influx_token: '<token>', :db_token => 1)", 'INFLUX_TOKEN'],
      ['a.php', "<?php $influxToken = '<token>';", 'INFLUX_TOKEN'],
      ['a.php', "<?php return ['influx_token' => '<token>'];", 'INFLUX_TOKEN'],
      ['a.sh', 'influx_token="<token>"\n', 'INFLUX_TOKEN'],
      ['a.ps1', '$influxToken = "<token>"\n', 'INFLUX_TOKEN'],
    ] as const) {
      assert.equal(await variableIn(path, file), variable, file);
    }
  });

  it('reads the same variable for each occurrence of the token', async () => {
    assert.equal(await variableIn('a.js', "f('<token>');\nconst influxToken = '<token>';"), 'INFLUX_TOKEN');
    assert.equal(await variableIn('a.py', 'INFLUX_TOKEN = "<token>"\nf(INFLUX_TOKEN)\n'), 'INFLUX_TOKEN');
  });

  it('reads the usual variable if the name could be for any token', async () => {
    for (const name of [
      'token',
      'TOKEN',
      'authToken',
      'apiToken',
      'accessToken',
      'myToken',
      'influxTokenFile',
      'key',
    ]) {
      assert.equal(await variableIn('a.js', `const ${name} = '<token>';`), 'INFLUXDB3_AUTH_TOKEN', name);
    }
  });

  it('reads the usual variable where the code sets the one that the name suggests', async () => {
    for (const [path, file] of [
      ['a.js', "process.env.INFLUX_TOKEN = '<token>';"],
      ['a.js', "module.exports = { env: { INFLUX_TOKEN: '<token>' } };"],
      ['a.js', "spawn('a', { env: { 'INFLUX_TOKEN': '<token>' } });"],
      ['a.py', 'import os\nos.environ["INFLUX_TOKEN"] = "<token>"\n'],
      ['a.py', 'import os\nos.environ.update(INFLUX_TOKEN="<token>")\n'],
      ['a.py', 'import os\nos.environ.update(\n    INFLUX_TOKEN="<token>",\n)\n'],
      ['a.rb', 'ENV["INFLUX_TOKEN"] = "<token>"'],
      ['a.sh', 'export INFLUX_TOKEN="<token>"\ncurl -H "$INFLUX_TOKEN"\n'],
      ['a.sh', 'docker run -e INFLUX_TOKEN="<token>" a\n'],
      ['a.ps1', '$env:INFLUX_TOKEN = "<token>"'],
    ] as const) {
      assert.equal(await variableIn(path, file), 'INFLUXDB3_AUTH_TOKEN', file);
    }
  });

  it('never reads a variable that is for another token', async () => {
    const files = [
      "class A { influxToken = '<token>' }\nclass B { influxToken = '<other>' }",
      "class A { influxToken = '<token>' }\nclass B { influx_token = '<other>' }",
      "const a = process.env.INFLUX_TOKEN;\nconst influxToken = '<token>';",
      "const INFLUX_TOKEN = '<other>';\nconst influxToken = '<token>';",
    ];
    for (const file of files) {
      assert.equal((await variableIn('a.js', file))?.startsWith('INFLUXDB3_AUTH_TOKEN'), true, file);
    }
    const file = "const influxToken = '<token>';";
    assert.equal(await variableIn('a.js', file, `INFLUX_TOKEN=${otherTokenString}`), 'INFLUXDB3_AUTH_TOKEN');
    assert.equal(await variableIn('a.js', file, `INFLUX_TOKEN=${tokenString}`), 'INFLUX_TOKEN');
    assert.equal(await variableIn('a.js', file, `DB_TOKEN=${tokenString}`), 'DB_TOKEN');
  });
});
