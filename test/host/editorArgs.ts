import { fileURLToPath } from 'node:url';

/** What test-electron tells the editor it starts, as far as it means something to the npm host. */
export interface EditorArgs {
  extensions: string[];
  tests?: string;
  userDataDir?: string;
  extensionsDir?: string;
  /** True unless the caller wants to be asked whether it trusts the folder. */
  trusted: boolean;
  /** The folder or `.code-workspace` file to open. */
  open?: string;
}

/** Reads the command line of an editor. Switches that only mean something to the desktop's are passed over. */
export function parseEditorArgs(argv: readonly string[]): EditorArgs {
  const args: EditorArgs = { extensions: [], trusted: false };
  for (let at = 0; at < argv.length; at++) {
    const arg = argv[at] ?? '';
    if (!arg.startsWith('--')) {
      args.open = toPath(arg);
      continue;
    }
    const equals = arg.indexOf('=');
    const name = equals < 0 ? arg : arg.slice(0, equals);
    const value = (): string => toPath(equals < 0 ? (argv[++at] ?? '') : arg.slice(equals + 1));
    if (name === '--extensionDevelopmentPath') args.extensions.push(value());
    else if (name === '--extensionTestsPath') args.tests = value();
    else if (name === '--user-data-dir') args.userDataDir = value();
    else if (name === '--extensions-dir') args.extensionsDir = value();
    else if (name === '--disable-workspace-trust') args.trusted = true;
  }
  return args;
}

function toPath(value: string): string {
  return value.startsWith('file://') ? fileURLToPath(value) : value;
}
