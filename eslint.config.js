import tseslint from 'typescript-eslint';

const folders = ['core', 'influxdb', 'storage', 'files', 'servers', 'ui', 'editor', 'rotation', 'commands'];

/** Forbids imports from all folders of `src` except the allowed ones. */
function importRules(name, allowed, alsoForbidden = []) {
  const forbidden = folders.filter((other) => other !== name && !allowed.includes(other));
  return {
    files: [`src/${name}/**/*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(?:\\.\\./)+(${forbidden.join('|')})/|^\\.\\./extension`,
              message:
                'Folders may only import from folders to their right: extension → commands → rotation → editor → ui → servers → storage, influxdb, files → core.',
            },
            ...alsoForbidden,
          ],
          paths: [noPlainUndici],
        },
      ],
    },
  };
}

const noVscode = {
  regex: '^vscode$',
  message: 'This folder must not use VS Code, because it is tested in plain Node.js.',
};
const noInputOutput = {
  regex: '^(node:)?(fs|fs/promises|net|tls|http|https|http2|child_process)$',
  message: 'core must not access the network, the file system, or other processes.',
};
const noPlainUndici = {
  name: 'undici',
  allowTypeImports: true,
  message:
    "Importing 'undici' replaces the extension host's global dispatcher. Import from 'undici/lib/dispatcher/' instead.",
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
      // Strings are only spread to get their code points.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // `headers['authorization']` shows that the key is an HTTP field name.
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
          message: 'VS Code turns text in names into links. Use ui/notify.ts, which escapes it.',
        },
      ],
    },
  },
  importRules('core', [], [noVscode, noInputOutput]),
  importRules('influxdb', ['core'], [noVscode]),
  importRules('storage', ['core']),
  importRules('files', ['core'], [noVscode]),
  importRules('servers', ['core', 'influxdb', 'storage', 'files']),
  importRules('ui', ['core', 'influxdb', 'storage', 'files', 'servers']),
  importRules('editor', ['core', 'influxdb', 'storage', 'files', 'servers', 'ui']),
  importRules('rotation', ['core', 'influxdb', 'storage', 'files', 'servers', 'ui', 'editor']),
  importRules('commands', ['core', 'influxdb', 'storage', 'files', 'servers', 'ui', 'editor', 'rotation']),
);
