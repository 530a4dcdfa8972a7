import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const workflows = readdirSync(join(root, '.github/workflows')).map((file) => join('.github/workflows', file));

interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly allowScripts: Record<string, boolean>;
}

interface Lock {
  readonly packages: Record<string, { readonly hasInstallScript?: boolean; readonly integrity?: string }>;
}

interface Workflow {
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, { readonly permissions?: Record<string, string>; readonly steps: readonly Step[] }>;
}

interface Step {
  readonly uses?: string;
  readonly with?: Record<string, unknown>;
}

describe('The packages that the project uses', () => {
  const manifest = JSON.parse(read('package.json')) as Manifest;
  const lock = (JSON.parse(read('package-lock.json')) as Lock).packages;

  it('are bundled or used for development, so none is installed with the extension', () => {
    assert.deepEqual(manifest.dependencies ?? {}, {});
  });

  it('have exact versions', () => {
    const loose = Object.entries(manifest.devDependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    assert.deepEqual(loose, []);
  });

  it('are checked against a hash when they are installed', () => {
    const unchecked = Object.entries(lock).filter(
      ([path, { integrity }]) => path !== '' && !integrity?.startsWith('sha512-'),
    );
    assert.deepEqual(unchecked, []);
  });

  it('run no scripts when they are installed, apart from the two that need to', () => {
    const withScripts = Object.entries(lock).filter(([, { hasInstallScript }]) => hasInstallScript === true);
    const paths = withScripts.map(([path]) => path.replace('node_modules/', ''));
    // The packaging tool signs extensions with the first, and logs in with the second. Neither is used here.
    assert.deepEqual(paths.sort(), ['@vscode/vsce-sign', 'esbuild', 'keytar', 'node']);
    assert.deepEqual(manifest.allowScripts, { node: true, esbuild: true });
  });
});

describe('The GitHub workflows', () => {
  for (const path of workflows) {
    const { permissions, jobs } = parse(read(path)) as Workflow;
    const steps = Object.values(jobs).flatMap((job) => job.steps);

    it(`${path} pins actions by hash, with the version beside it`, () => {
      const uses = read(path).match(/uses: .*/g) ?? [];
      assert.equal(uses.length, steps.filter((step) => step.uses !== undefined).length);
      assert.deepEqual(
        uses.filter((line) => !/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line)),
        [],
      );
    });

    it(`${path} grants no permission by default, and keeps no credentials`, () => {
      assert.deepEqual(permissions, {});
      for (const { uses, with: inputs } of steps) {
        if (uses?.startsWith('actions/checkout@') === true) {
          assert.equal(inputs?.['persist-credentials'], false);
        }
      }
    });
  }

  it('test on Linux, macOS, and Windows with read access only', () => {
    const { test } = (parse(read('.github/workflows/ci.yml')) as { jobs: Record<string, TestJob> }).jobs;
    assert.deepEqual(test?.strategy.matrix.os, ['ubuntu-latest', 'macos-latest', 'windows-latest']);
    assert.deepEqual(test.permissions, { contents: 'read' });
  });
});

interface TestJob {
  readonly strategy: { readonly matrix: { readonly os: readonly string[] } };
  readonly permissions: Record<string, string>;
}
