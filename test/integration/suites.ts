import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleSuite } from '../support/host/bundleSuite.ts';
import { Cleanup } from '../support/host/cleanup.ts';
import { obtainEditor, type Editor } from '../support/host/obtainEditor.ts';
import { repositoryRoot } from '../support/host/paths.ts';
import { runSuite } from '../support/host/runSuite.ts';
import type { SuiteResult } from '../support/host/suiteResult.ts';
import { startControl } from '../support/influxdb3/control.ts';
import { startInfluxdb3 } from '../support/influxdb3/influxdb3Process.ts';
import { startTokenServer, type TokenServerOptions } from '../support/influxdb3/server.ts';

/** A server for the suites that don't control its behavior. */
interface TestServer {
  readonly name: string;
  start(cleanup: Cleanup): Promise<string>;
}

/** Also runs the command suites with `influxdb3`. Runs all suites if `only` is empty. */
export async function runIntegration(
  editor: Editor,
  influxdb3: { readonly path: string; readonly real: boolean },
  only: readonly string[] = [],
): Promise<{ results: SuiteResult[]; servers: string[] }> {
  const cleanup = new Cleanup();
  const scratch = await mkdtemp(join(tmpdir(), 'integration-'));
  cleanup.add(() => rm(scratch, { recursive: true, force: true, maxRetries: 3 }));
  try {
    const servers = [tokenServer('3.7'), influxdbExecutable(influxdb3.path)];
    if (influxdb3.real) {
      // Without a real InfluxDB, the executable is this server.
      servers.unshift(tokenServer('3.10'));
    }
    const isSelected = (suite: string) => only.length === 0 || only.includes(suite);
    const results: SuiteResult[] = [];
    for (const server of isSelected('commands') ? servers : []) {
      const suites = server === servers.at(-1) ? ['commands', 'restart'] : ['commands'];
      results.push(...(await runInOneProfile(editor, server, suites, scratch, cleanup)));
    }
    const others = {
      faults: async () => runFaults(await editorByVariable(editor), scratch, cleanup),
      editor: () => runEditor(editor, scratch, cleanup),
      rotation: () => runRotation(editor, scratch, cleanup),
      untrusted: () => runUntrusted(editor, scratch, cleanup),
      workspaceLists: () => runWorkspaceLists(editor, scratch, cleanup),
    };
    for (const [suite, run] of Object.entries(others)) {
      if (isSelected(suite)) {
        results.push(await run());
      }
    }
    return { results, servers: isSelected('commands') ? servers.map(({ name }) => name) : [] };
  } finally {
    await cleanup.run();
  }
}

/** Finds the same editor through `VSCODE_EXECUTABLE`, which replaces a download. */
async function editorByVariable(editor: Editor): Promise<Editor> {
  const previous = process.env['VSCODE_EXECUTABLE'];
  process.env['VSCODE_EXECUTABLE'] = editor.executable;
  try {
    return await obtainEditor();
  } finally {
    if (previous === undefined) {
      delete process.env['VSCODE_EXECUTABLE'];
    }
  }
}

/** Each suite has its own launch of the editor, with the same server and profile. */
async function runInOneProfile(
  editor: Editor,
  server: TestServer,
  suites: readonly string[],
  scratch: string,
  cleanup: Cleanup,
): Promise<SuiteResult[]> {
  const env = { SERVER_URL: await server.start(cleanup) };
  const userDataDir = await mkdtemp(join(scratch, 'user-'));
  const workspace = await createWorkspace(scratch, {});
  const results: SuiteResult[] = [];
  for (const name of suites) {
    const testsPath = await bundle(name);
    results.push(await runSuite(editor, { name: `${name} on ${server.name}`, testsPath, workspace, userDataDir, env }));
  }
  return results;
}

async function runFaults(editor: Editor, scratch: string, cleanup: Cleanup): Promise<SuiteResult> {
  const server = await startControlled(cleanup);
  const shared = await startControlled(cleanup);
  const stored = await startControlled(cleanup);
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
    workspace: await createWorkspace(scratch, {}),
    env,
  });
}

async function runEditor(editor: Editor, scratch: string, cleanup: Cleanup): Promise<SuiteResult> {
  const server = await startControlled(cleanup);
  return runSuite(editor, {
    name: 'editor',
    testsPath: await bundle('editor'),
    workspace: await createWorkspace(scratch, {}),
    env: { SERVER_URL: server.url, CONTROL_URL: server.controlUrl },
  });
}

async function runRotation(editor: Editor, scratch: string, cleanup: Cleanup): Promise<SuiteResult> {
  const server = await startControlled(cleanup);
  const root = await createWorkspace(scratch, {
    'plant.code-workspace': JSON.stringify({ folders: [{ path: 'plant' }, { path: 'notes' }] }),
    'plant/.gitkeep': '',
    'notes/.gitkeep': '',
  });
  return runSuite(editor, {
    name: 'rotation',
    testsPath: await bundle('rotation'),
    workspace: join(root, 'plant.code-workspace'),
    // VS Code's Git extension logs errors when a repository is deleted between two tests. Our code runs Git itself.
    settings: { 'git.enabled': false },
    env: { SERVER_URL: server.url, CONTROL_URL: server.controlUrl },
  });
}

async function runUntrusted(editor: Editor, scratch: string, cleanup: Cleanup): Promise<SuiteResult> {
  const userServer = await startControlled(cleanup);
  const workspaceServer = await startControlled(cleanup);
  const workspace = await createWorkspace(scratch, {
    '.vscode/settings.json': settings([{ name: 'Workspace', url: workspaceServer.url }]),
  });
  const env = {
    SERVER_URL: userServer.url,
    OTHER_URL: workspaceServer.url,
    OTHER_CONTROL_URL: workspaceServer.controlUrl,
  };
  return runSuite(editor, {
    name: 'untrusted',
    testsPath: await bundle('untrusted'),
    workspace,
    env,
    requiresTrust: true,
  });
}

async function runWorkspaceLists(editor: Editor, scratch: string, cleanup: Cleanup): Promise<SuiteResult> {
  const userServer = await startControlled(cleanup);
  const team = await startControlled(cleanup);
  const secured = await startControlled(cleanup, { tls: 'generated' });
  const other = await startControlled(cleanup, { tls: 'generated' });
  const root = await createWorkspace(scratch, {
    'team.code-workspace': JSON.stringify({
      folders: [{ path: 'one' }, { path: 'two' }],
      settings: {
        'influxdb3Tokens.servers': [
          { name: 'Team', url: team.url },
          { name: 'Same URL', url: userServer.url },
          { name: 'Unverified', url: other.url, verifyCertificate: false },
          { name: 'Mine', url: 'http://127.0.0.1:9' },
        ],
        // What a hostile repository could set.
        'http.proxy': 'http://127.0.0.1:9',
        'http.proxySupport': 'off',
        'http.proxyStrictSSL': false,
        'http.noProxy': ['*'],
        'http.systemCertificates': false,
        'files.exclude': { '**/*.env': true },
        'search.exclude': { '**/*.env': true },
        'search.useIgnoreFiles': true,
        'influxdb3Tokens.diagnosticsExclude': ['**'],
        'influxdb3Tokens.keepCreatedTokens': false,
        'influxdb3Tokens.requestTimeoutSeconds': 600,
        'influxdb3Tokens.clipboard.clearAfterSeconds': 0,
      },
    }),
    'one/.vscode/settings.json': settings([{ name: 'Folder', url: secured.url, caFile: 'ca.pem' }]),
    'one/ca.pem': secured.caPem ?? '',
    'one/.ignore': '*.env\n',
    'one/.rgignore': '*.env\n',
    'two/other.pem': other.caPem ?? '',
  });
  const env = {
    SERVER_URL: userServer.url,
    TEAM_URL: team.url,
    TEAM_CONTROL_URL: team.controlUrl,
    ONE: join(root, 'one'),
    FOLDER_CA: join(root, 'one', 'ca.pem'),
    OTHER_CA: join(root, 'two', 'other.pem'),
  };
  const workspace = join(root, 'team.code-workspace');
  return runSuite(editor, { name: 'workspace lists', testsPath: await bundle('workspaceLists'), workspace, env });
}

function tokenServer(release: '3.7' | '3.10'): TestServer {
  return {
    name: `token server ${release}`,
    async start(cleanup) {
      const server = await startTokenServer({ release });
      cleanup.add(() => server.close());
      return server.url;
    },
  };
}

function influxdbExecutable(path: string): TestServer {
  const executable = {
    name: path,
    async start(cleanup: Cleanup) {
      const server = await startInfluxdb3(path);
      cleanup.add(() => server.stop());
      executable.name = server.version;
      return server.url;
    },
  };
  return executable;
}

async function startControlled(cleanup: Cleanup, options: TokenServerOptions = {}) {
  const server = await startTokenServer(options);
  cleanup.add(() => server.close());
  const control = await startControl(server);
  cleanup.add(() => control.close());
  return { url: server.url, controlUrl: control.url, caPem: server.caPem };
}

/** Test files run in the order of their names. */
async function bundle(suite: string): Promise<string> {
  const root = join(repositoryRoot, 'test/integration', suite);
  const files = (await readdir(root)).filter((name) => name.endsWith('.test.ts')).sort();
  return bundleSuite(
    suite,
    files.map((name) => join(root, name)),
  );
}

async function createWorkspace(scratch: string, files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(scratch, 'workspace-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), content);
  }
  return root;
}

const settings = (servers: object[]): string => JSON.stringify({ 'influxdb3Tokens.servers': servers });
