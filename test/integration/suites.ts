import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleSuite } from '../host/bundleSuite.ts';
import { Cleanup } from '../host/cleanup.ts';
import { obtainEditor, type Editor } from '../host/obtain.ts';
import { repositoryRoot } from '../host/paths.ts';
import { runSuite } from '../host/runSuite.ts';
import type { SuiteResult } from '../host/tally.ts';
import { startControl } from '../influxdb3/control.ts';
import { startInfluxdb3 } from '../influxdb3/real.ts';
import { startTokenServer, type TokenServerOptions } from '../influxdb3/server.ts';

/** A server for the suites that need no switch inside it, and what to call it. */
interface Subject {
  readonly name: string;
  start(cleanup: Cleanup): Promise<string>;
}

/**
 * Runs every suite of `test/integration` in the editor.
 * @param influxdb3 the executable of that name to run the command suites against as well, and whether it is a real one
 * @param only the folders of the suites that are wanted; all of them if empty
 * @returns the results, and which servers the command suites ran against
 */
export async function runIntegration(
  editor: Editor,
  influxdb3: { readonly path: string; readonly real: boolean },
  only: readonly string[] = [],
): Promise<{ results: SuiteResult[]; servers: string[] }> {
  const cleanup = new Cleanup();
  const scratch = await mkdtemp(join(tmpdir(), 'integration-'));
  cleanup.add(() => rm(scratch, { recursive: true, force: true, maxRetries: 3 }));
  try {
    const subjects = [tokenServer('3.7'), binary(influxdb3.path)];
    if (influxdb3.real) {
      // Otherwise the executable is this very server.
      subjects.unshift(tokenServer('3.10'));
    }
    const wanted = (suite: string) => only.length === 0 || only.includes(suite);
    const results: SuiteResult[] = [];
    for (const subject of wanted('commands') ? subjects : []) {
      const suites = subject === subjects.at(-1) ? ['commands', 'restart'] : ['commands'];
      results.push(...(await runInOneProfile(editor, subject, suites, scratch, cleanup)));
    }
    const others = {
      faults: async () => runFaults(await editorByVariable(editor), scratch, cleanup),
      editor: () => runEditor(editor, scratch, cleanup),
      rotation: () => runRotation(editor, scratch, cleanup),
      untrusted: () => runUntrusted(editor, scratch, cleanup),
      workspaceLists: () => runWorkspaceLists(editor, scratch, cleanup),
    };
    for (const [suite, run] of Object.entries(others)) {
      if (wanted(suite)) {
        results.push(await run());
      }
    }
    return { results, servers: wanted('commands') ? subjects.map(({ name }) => name) : [] };
  } finally {
    await cleanup.run();
  }
}

/** The same editor as an executable that somebody names, which takes the place of a download. */
async function editorByVariable(editor: Editor): Promise<Editor> {
  const before = process.env['VSCODE_EXECUTABLE'];
  process.env['VSCODE_EXECUTABLE'] = editor.executable;
  try {
    return await obtainEditor();
  } finally {
    if (before === undefined) {
      delete process.env['VSCODE_EXECUTABLE'];
    }
  }
}

/** Suites on one fresh server, each in a launch of its own with what the one before left behind. */
async function runInOneProfile(
  editor: Editor,
  subject: Subject,
  suites: readonly string[],
  scratch: string,
  cleanup: Cleanup,
): Promise<SuiteResult[]> {
  const env = { SERVER_URL: await subject.start(cleanup) };
  const userDataDir = await mkdtemp(join(scratch, 'user-'));
  const workspace = await folder(scratch, {});
  const results: SuiteResult[] = [];
  for (const name of suites) {
    const testsPath = await bundle(name);
    results.push(
      await runSuite(editor, { name: `${name} on ${subject.name}`, testsPath, workspace, userDataDir, env }),
    );
  }
  return results;
}

async function runFaults(editor: Editor, scratch: string, cleanup: Cleanup): Promise<SuiteResult> {
  const server = await controlled(cleanup);
  const shared = await controlled(cleanup);
  const stored = await controlled(cleanup);
  const env = {
    SERVER_URL: server.url,
    CONTROL_URL: server.controlUrl,
    SHARED_URL: shared.url,
    SHARED_CONTROL_URL: shared.controlUrl,
    STORED_URL: stored.url,
    STORED_CONTROL_URL: stored.controlUrl,
  };
  return runSuite(editor, {
    name: 'faults',
    testsPath: await bundle('faults'),
    workspace: await folder(scratch, {}),
    env,
  });
}

async function runEditor(editor: Editor, scratch: string, cleanup: Cleanup): Promise<SuiteResult> {
  const server = await controlled(cleanup);
  return runSuite(editor, {
    name: 'editor',
    testsPath: await bundle('editor'),
    workspace: await folder(scratch, {}),
    env: { SERVER_URL: server.url, CONTROL_URL: server.controlUrl },
  });
}

async function runRotation(editor: Editor, scratch: string, cleanup: Cleanup): Promise<SuiteResult> {
  const server = await controlled(cleanup);
  const root = await folder(scratch, {
    'plant.code-workspace': JSON.stringify({ folders: [{ path: 'plant' }, { path: 'notes' }] }),
    'plant/.gitkeep': '',
    'notes/.gitkeep': '',
  });
  return runSuite(editor, {
    name: 'rotation',
    testsPath: await bundle('rotation'),
    workspace: join(root, 'plant.code-workspace'),
    // VS Code's own Git stumbles, loudly, over a repository that goes away between two tests. Ours asks git itself.
    settings: { 'git.enabled': false },
    env: { SERVER_URL: server.url, CONTROL_URL: server.controlUrl },
  });
}

async function runUntrusted(editor: Editor, scratch: string, cleanup: Cleanup): Promise<SuiteResult> {
  const mine = await controlled(cleanup);
  const theirs = await controlled(cleanup);
  const workspace = await folder(scratch, {
    '.vscode/settings.json': settings([{ name: 'Theirs', url: theirs.url }]),
  });
  const env = { SERVER_URL: mine.url, OTHER_URL: theirs.url, OTHER_CONTROL_URL: theirs.controlUrl };
  return runSuite(editor, { name: 'untrusted', testsPath: await bundle('untrusted'), workspace, env, trust: true });
}

async function runWorkspaceLists(editor: Editor, scratch: string, cleanup: Cleanup): Promise<SuiteResult> {
  const mine = await controlled(cleanup);
  const team = await controlled(cleanup);
  const secured = await controlled(cleanup, { tls: 'self-made' });
  const other = await controlled(cleanup, { tls: 'self-made' });
  const root = await folder(scratch, {
    'team.code-workspace': JSON.stringify({
      folders: [{ path: 'one' }, { path: 'two' }],
      settings: {
        'influxdb3Tokens.servers': [
          { name: 'Team', url: team.url },
          { name: 'Same URL', url: mine.url },
          { name: 'Unverified', url: other.url, verifyCertificate: false },
        ],
      },
    }),
    'one/.vscode/settings.json': settings([{ name: 'Folder', url: secured.url, caFile: 'ca.pem' }]),
    'one/ca.pem': secured.caPem ?? '',
    'two/other.pem': other.caPem ?? '',
  });
  const env = {
    SERVER_URL: mine.url,
    TEAM_URL: team.url,
    TEAM_CONTROL_URL: team.controlUrl,
    FOLDER_CA: join(root, 'one', 'ca.pem'),
    OTHER_CA: join(root, 'two', 'other.pem'),
  };
  const workspace = join(root, 'team.code-workspace');
  return runSuite(editor, { name: 'workspace lists', testsPath: await bundle('workspaceLists'), workspace, env });
}

function tokenServer(release: '3.7' | '3.10'): Subject {
  return {
    name: `token server ${release}`,
    async start(cleanup) {
      const server = await startTokenServer({ release });
      cleanup.add(() => server.close());
      return server.url;
    },
  };
}

function binary(path: string): Subject {
  const subject = {
    name: path,
    async start(cleanup: Cleanup) {
      const server = await startInfluxdb3(path);
      cleanup.add(() => server.stop());
      subject.name = server.version;
      return server.url;
    },
  };
  return subject;
}

async function controlled(cleanup: Cleanup, options: TokenServerOptions = {}) {
  const server = await startTokenServer(options);
  cleanup.add(() => server.close());
  const control = await startControl(server);
  cleanup.add(() => control.close());
  return { url: server.url, controlUrl: control.url, caPem: server.caPem };
}

/** The files run in the order of their names. */
async function bundle(suite: string): Promise<string> {
  const root = join(repositoryRoot, 'test/integration', suite);
  const files = (await readdir(root)).filter((name) => name.endsWith('.test.ts')).sort();
  return bundleSuite(
    suite,
    files.map((name) => join(root, name)),
  );
}

async function folder(scratch: string, files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(scratch, 'workspace-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), content);
  }
  return root;
}

const settings = (servers: object[]): string => JSON.stringify({ 'influxdb3Tokens.servers': servers });
