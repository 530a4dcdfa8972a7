import { fileURLToPath } from 'node:url';

export interface EditorArgs {
  extensions: string[];
  tests?: string;
  userDataDir?: string;
  extensionsDir?: string;
  /** False if the editor must ask whether to trust the folder. */
  trusted: boolean;
  open?: string;
}

/** Ignores switches that only the desktop has. */
export function parseEditorArgs(argv: readonly string[]): EditorArgs {
  const args: EditorArgs = { extensions: [], trusted: false };
  for (let index = 0; index < argv.length; index++) {
    const arg = argv[index] ?? '';
    if (!arg.startsWith('--')) {
      args.open = toPath(arg);
      continue;
    }
    const equals = arg.indexOf('=');
    const name = equals < 0 ? arg : arg.slice(0, equals);
    const value = (): string => toPath(equals < 0 ? (argv[++index] ?? '') : arg.slice(equals + 1));
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
