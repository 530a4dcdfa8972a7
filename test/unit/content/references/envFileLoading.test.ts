import assert from 'node:assert/strict';
import { referenceFor } from '../../../../src/content/references/environmentReference.ts';
import { loadParser } from '../../../../src/content/references/parsers.ts';
import { tokenString } from './applyReference.ts';

type Case = readonly [path: string, before: string];
const js = ';\nconst t = "';
const cs = 'using System;\nclass A { static void Main() { DotNetEnv.';
const php = '<?php\n';

const read: readonly Case[] = [
  ['compose.yml', 'a: "'],
  ['docker-compose.prod.yaml', 'a: "'],
  ['a.py', 'from dotenv import load_dotenv\nload_dotenv()\nt = "'],
  ['a.py', 'import dotenv\ndotenv.load_dotenv(override=True)\nt = "'],
  ['a.py', 'from dotenv import load_dotenv\nload_dotenv("../.env")\nt = "'],
  ['a.js', `require('dotenv').config()${js}`],
  ['a.js', `require("dotenv/config")${js}`],
  ['a.mjs', `import 'dotenv/config'${js}`],
  ['a.ts', `import * as dotenv from 'dotenv';\ndotenv.config()${js}`],
  ['a.ts', `import { config } from "dotenv";\nconfig()${js}`],
  ['a.js', `process.loadEnvFile()${js}`],
  ['a.js', `process.loadEnvFile('.env')${js}`],
  ['a.mjs', `import { loadEnvFile } from 'node:process';\nloadEnvFile()${js}`],
  ['a.go', 'package a\nimport "github.com/joho/godotenv"\nfunc f() string { godotenv.Load(); return "'],
  ['a.go', 'package a\nimport _ "github.com/joho/godotenv/autoload"\nfunc f() string { return "'],
  ['a.rb', "require 'dotenv/load'\nt = \""],
  ['a.rb', "require 'dotenv'\nDotenv.load\nt = \""],
  ['a.php', `${php}Dotenv\\Dotenv::createUnsafeImmutable(__DIR__)->load();\n$t = "`],
  ['a.php', `${php}(new Dotenv())->usePutenv()->load('.env');\n$t = "`],
  ['a.cs', `${cs}Env.Load(); var t = "`],
  ['a.cs', `${cs}Env.TraversePath().Load(); var t = "`],
  ['a.sh', '. ./.env\nt="'],
  ['a.sh', 'set -a; source .env; set +a\nt="'],
  ['a.sh', '[ -f .env ] && . "$DIR/.env"\nt="'],
];

const notRead: readonly Case[] = [
  ['a.py', 't = "'],
  ['a.py', '# load_dotenv()\nt = "'],
  ['a.py', 'from dotenv import load_dotenv\nload_dotenv("prod.env")\nt = "'],
  ['a.py', 'from dotenv import dotenv_values\nc = dotenv_values()\nt = "'],
  ['a.js', 'const t = "'],
  ['a.js', `// require('dotenv').config()${js}`],
  ['a.js', `require('dotenv').config({ path: '.env.local' })${js}`],
  ['a.js', `const dotenv = require('dotenv')${js}`],
  ['a.js', `import { config } from './config';\nconfig()${js}`],
  ['a.go', 'package a\nfunc f() string { return "'],
  ['a.rb', 't = "'],
  ['a.rb', '# Dotenv.load\nt = "'],
  ['a.php', `${php}$t = "`],
  ['a.php', `${php}Dotenv\\Dotenv::createImmutable(__DIR__)->load();\n$t = "`],
  ['A.java', 'class A { String t = "'],
  ['A.java', 'class A { Dotenv d = Dotenv.load(); String t = "'],
  ['a.kt', 'val t = "'],
  ['a.cs', 'using System;\nclass A { static void Main() { var t = "'],
  ['a.sh', 't="'],
  ['a.sh', '# . ./.env\nt="'],
  ['a.sh', '. ./.env.example\nt="'],
  ['a.ps1', '$t = "'],
  ['provisioning/datasources/a.yml', 'token: "'],
  ['vector.yaml', 'token: "'],
  ['vector.toml', 'token = "'],
  ['telegraf.conf', 'token = "${DB_TOKEN:-'],
  ['configuration.yaml', 'influxdb:\n  token: "'],
  ['.github/workflows/a.yml', 'env:\n  A_TOKEN: "'],
];

describe('Reference.readsEnvFile', () => {
  for (const [list, expected] of [
    [read, true],
    [notRead, false],
  ] as const) {
    for (const [path, before] of list) {
      it(`is ${expected} in ${path} with ${JSON.stringify(before).slice(0, 60)}`, async () => {
        const end = before.length + tokenString.length;
        const closing = before.endsWith(':-') ? '}"' : '"';
        const blocks = '; }'.repeat(before.split('{').length - before.split('}').length);
        const text = `${before}${tokenString}${closing}${/\.(?:go|cs|java)$/.test(path) ? blocks : ''}${path.endsWith('.php') ? ';' : ''}\n`;
        const reference = referenceFor(path, text, before.length, end, { parser: await loadParser(path) });
        assert.ok(reference?.variable !== undefined, 'a reference with a variable');
        assert.equal(reference.readsEnvFile, expected);
      });
    }
  }
});
