import tseslint from 'typescript-eslint';

const rooms = ['core', 'influxdb', 'storage', 'files', 'servers', 'ui', 'editor', 'rotation', 'commands'];

/** Forbids a room every other room of ours but those that it may build on. */
function room(name, mayUse, alsoForbidden = []) {
  const closed = rooms.filter((other) => other !== name && !mayUse.includes(other));
  return {
    files: [`src/${name}/**/*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(?:\\.\\./)+(${closed.join('|')})/|^\\.\\./extension`,
              message:
                'Arrows point one way: extension → commands → rotation → editor → ui → servers → storage, influxdb, files → core.',
            },
            ...alsoForbidden,
          ],
          paths: [noPlainUndici],
        },
      ],
    },
  };
}

const noVscode = { regex: '^vscode$', message: 'This room is tested in plain Node, without an editor.' };
const noInputOutput = {
  regex: '^(node:)?(fs|fs/promises|net|tls|http|https|http2|child_process)$',
  message: 'core is plain functions and types: no network, no disk.',
};
const noPlainUndici = {
  name: 'undici',
  allowTypeImports: true,
  message: "It replaces the extension host's global dispatcher. Import from undici/lib/dispatcher/.",
};

export default tseslint.config(
  { ignores: ['dist', 'out', '.vscode-test', 'node_modules', '**/*.d.ts'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // By code points is what is meant wherever a string is spread here.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // `headers['authorization']` reads better than a property for what is a key of the wire.
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/ui/notify.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[property.name=/^show(Information|Warning|Error)Message$/]',
          message: 'VS Code makes links of what strangers write into names. Show it through ui/notify.ts.',
        },
      ],
    },
  },
  room('core', [], [noVscode, noInputOutput]),
  room('influxdb', ['core'], [noVscode]),
  room('storage', ['core']),
  room('files', ['core'], [noVscode]),
  room('servers', ['core', 'influxdb', 'storage', 'files']),
  room('ui', ['core', 'influxdb', 'storage', 'files', 'servers']),
  room('editor', ['core', 'influxdb', 'storage', 'files', 'servers', 'ui']),
  room('rotation', ['core', 'influxdb', 'storage', 'files', 'servers', 'ui', 'editor']),
  room('commands', ['core', 'influxdb', 'storage', 'files', 'servers', 'ui', 'editor', 'rotation']),
);
