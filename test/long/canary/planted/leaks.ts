/** A leak that the harness plants, to show that it would be found. */
export interface PlantedLeak {
  readonly kind: LeakKind;
  readonly encoding: string;
  /** The token, encoded. */
  readonly text: string;
}

/** How the product could leak a token, and the surface where it must be found. */
export const surfaceOfLeak = {
  'output channel': 'log',
  'log output channel at level trace': 'log',
  'console of the extension host': 'console',
  setting: 'settings file',
  'global state': 'browser storage',
  'workspace state': 'browser storage',
  'file in global storage': "extension's storage",
  'temporary file that is removed': 'temporary file',
  'crash dump': 'crash dump',
  notification: 'notification',
  progress: 'notification',
  dialog: 'dialog',
  'label of a row': 'row of a view',
  'description of a row': 'row of a view',
  'tooltip of a row': 'tooltip',
  'status bar': 'status bar',
  'tooltip in the status bar': 'status bar',
  'quick pick': 'quick input',
  'prompt of an input box': 'quick input',
  'value of an input box': 'text box',
  CodeLens: 'editor',
  diagnostic: 'panel',
  decoration: 'style rule',
  'closed shadow root': 'DOM',
  'text that is removed at once': 'DOM',
  attribute: 'DOM',
  URL: 'URL',
  'query of a request': 'request',
  'header of a request': 'request',
  'argument of a process': 'command line of a process',
  'variable of a process': 'environment of a process',
  'result of a command': 'result of a command',
  'token object in a result': 'result of a command',
  'message of an error': 'error of a command',
  'cause of an error': 'error of a command',
  'exported API': 'exported API',
} as const;

export type LeakKind = keyof typeof surfaceOfLeak;
export const leakKinds = Object.keys(surfaceOfLeak) as LeakKind[];

const bytesAfter = (offset: number, token: string): Buffer => Buffer.from(`${'x'.repeat(offset)}${token}yz`);
const escaped = (token: string, prefix: string): string =>
  token.replace(/./g, (one) => prefix + one.charCodeAt(0).toString(16));

export const encodings: Readonly<Record<string, (token: string) => string>> = {
  plain: (token) => token,
  'part of 20 characters': (token) => token.slice(40, 60),
  'URL-encoded': (token) => escaped(token, '%'),
  'URL-encoded twice': (token) => escaped(token, '%25'),
  base64: (token) => bytesAfter(0, token).toString('base64'),
  'base64 after one byte': (token) => bytesAfter(1, token).toString('base64'),
  'base64 after two bytes': (token) => bytesAfter(2, token).toString('base64'),
  'URL-safe base64': (token) => bytesAfter(0, token).toString('base64url'),
  hex: (token) => Buffer.from(token).toString('hex'),
  'JSON-escaped': (token) => escaped(token, '\\u00'),
};

/** Only for files, which contain bytes. */
export const byteEncodings = ['UTF-16', 'UTF-16, big-endian'] as const;
export const fileKinds: readonly LeakKind[] = [
  'file in global storage',
  'temporary file that is removed',
  'crash dump',
];

export function bytesOf({ encoding, text }: PlantedLeak): Buffer {
  if (encoding === 'UTF-16') return Buffer.from(text, 'utf16le');
  return encoding === 'UTF-16, big-endian' ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text);
}
