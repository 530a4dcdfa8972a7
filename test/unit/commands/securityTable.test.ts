import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { callRules, type Step } from '../../../src/commands/callRules.ts';
import { commandNames } from '../../../src/commands/commandNames.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const words: Record<Step, string> = {
  server: 'server',
  token: 'token',
  file: 'file',
  choice: 'selection',
  text: 'text',
  dialog: 'confirmation',
};

function cell(steps: readonly Step[] | undefined): string {
  if (steps === undefined) {
    return '–';
  }
  const distinct = steps.filter((step, index) => step !== steps[index - 1]);
  return distinct.length === 0 ? 'nothing' : distinct.map((step) => words[step]).join(', ');
}

const publicRows = commandNames.map((name) => {
  const { withoutArguments, row, withArguments } = callRules[name];
  return [`\`${name}\``, cell(withoutArguments), cell(row), cell(withArguments)];
});
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.ts'),
);
const internalRows = sources
  .flatMap((path) => [...readFileSync(join(root, 'src', path), 'utf8').matchAll(/'(_influxdb3Tokens\.\w+)'/g)])
  .map(([, id]) => [`\`${id ?? ''}\``, 'refused', 'nothing', 'refused'])
  .sort();

describe('SECURITY.md', () => {
  it('lists what each command asks, as the code does', () => {
    const lines = readFileSync(join(root, 'SECURITY.md'), 'utf8').split('\n');
    const rows = lines
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((text) => text.trim()),
      );
    assert.equal(internalRows.length, 2);
    assert.deepEqual(rows, [...publicRows, ...internalRows]);
  });

  it('lets no text of the extension run commands', () => {
    const trusting = sources.filter((path) =>
      /isTrusted = |enabledCommands/.test(readFileSync(join(root, 'src', path), 'utf8')),
    );
    assert.deepEqual(trusting, []);
  });
});
