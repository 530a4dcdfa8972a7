import tseslint from 'typescript-eslint';

const noVscode = (reason) => ({ regex: '^vscode$', message: reason });
const tested = 'This folder is tested in plain Node.js, without an editor. Take what you need as an interface.';

/**
 * What each folder may import of the others, from the lowest to the highest. A file may always import from its own
 * folder and from the folders inside it.
 */
const layers = [
  { folder: 'core', may: [], why: 'core is plain functions and types. It knows nothing else.' },
  { folder: 'content', may: ['core'], why: 'content works on text in memory.' },
  { folder: 'files', may: ['core', 'content'], why: 'files reads and writes the disk. It knows no server.' },
  { folder: 'influxdb', may: ['core'], why: 'influxdb only sends requests. What they are for is up to operations.' },
  { folder: 'storage', may: ['core'], why: 'storage keeps bytes. What they mean is up to others.' },
  { folder: 'servers', may: ['core', 'influxdb', 'storage'], why: 'servers holds live state, which views show.' },
  {
    folder: 'rotation',
    may: ['core', 'content', 'files', 'influxdb', 'storage'],
    why: 'rotation is the steps of a rotation. Its questions are in ui/rotation.',
  },
  {
    folder: 'operations',
    may: ['core', 'content', 'files', 'influxdb', 'storage', 'servers', 'rotation'],
    why: 'An operation knows no widget, tree node, or command. It asks through Person, and suggests with Remedy.',
  },
  {
    folder: 'vscode',
    may: ['core', 'content', 'servers', 'operations'],
    mayUseVscode: true,
    why: "vscode wraps VS Code's services. It implements interfaces of servers and operations, and shows no views.",
  },
  {
    folder: 'ui',
    may: ['core', 'content', 'files', 'influxdb', 'storage', 'servers', 'rotation', 'operations', 'vscode'],
    mayUseVscode: true,
    why: 'ui shows and asks. It runs commands only by their ID.',
  },
  {
    folder: 'editor',
    may: ['core', 'content', 'files', 'influxdb', 'storage', 'servers', 'rotation', 'operations', 'vscode', 'ui'],
    mayUseVscode: true,
    why: 'editor adds features to open documents. It runs commands only by their ID.',
  },
  {
    folder: 'commands',
    may: ['core', 'content', 'files', 'influxdb', 'storage', 'servers', 'rotation', 'operations', 'vscode', 'ui'],
    mayUseVscode: true,
    why: 'A command turns a click or arguments into one call to an operation.',
  },
];

const folders = layers.map(({ folder }) => folder);

const noRoutes = { regex: '^\\.\\./[a-z]', message: 'transport is one HTTP exchange. It knows no route.' };
const noUseCases = (levels) => ({
  regex: `^(\\.\\./){${levels}}(?!person\\.|ports\\.|remedy\\.)\\w+\\.ts$`,
  message: 'A step is shared by operations, so it must not import one.',
});

function layerRule({ folder, may, mayUseVscode = false, why }) {
  const forbidden = folders.filter((other) => other !== folder && !may.includes(other));
  // A nested folder may have the name of a top one: `../servers/nodes.ts` in `ui/prompts` is `ui/servers`.
  const patternsAt = (depth) => [
    {
      regex: `^(\\.\\./){${depth}}(${forbidden.join('|')}|extension\\.ts)(/|$)`,
      message: `${why} It may import from: ${may.join(', ') || 'nothing else'}.`,
    },
    ...(mayUseVscode ? [] : [noVscode(tested)]),
    ...(folder === 'core' || folder === 'content' ? [noInputOutput] : []),
    ...(folder === 'influxdb' && depth === 2 ? [noRoutes] : []),
    ...(folder === 'operations' && depth > 1 ? [noUseCases(depth - 1)] : []),
  ];
  return [1, 2, 3, 4].map((depth) => ({
    files: [`src/${folder}/${'*/'.repeat(depth - 1)}*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: patternsAt(depth), paths: [noPlainUndici] }],
    },
  }));
}

const noInputOutput = {
  regex: '^(node:)?(fs|fs/promises|net|tls|http|https|http2|child_process)$',
  message: 'core and content must not access the network, the file system, or other processes.',
};
const noPlainUndici = {
  name: 'undici',
  allowTypeImports: true,
  message: "Importing 'undici' replaces the extension host's global dispatcher. Import from 'undici/lib/' instead.",
};

/** The only file that hands a kind of text to VS Code, and what VS Code would do with text from outside. */
const textHomes = {
  'src/vscode/notify.ts': {
    selector: 'MemberExpression[property.name=/^show(Information|Warning|Error)Message$/]',
    message: 'VS Code turns text in notifications into links. Use vscode/notify.ts, which escapes it.',
  },
  'src/ui/servers/tooltip.ts': {
    selector: 'NewExpression[callee.property.name="MarkdownString"]',
    message: 'Text from outside could be Markdown. Use ui/servers/tooltip.ts, which escapes it.',
  },
  'src/ui/servers/row.ts': {
    selector: 'NewExpression[callee.property.name="TreeItem"][arguments.0.name!="uri"]',
    message: 'Use ui/servers/row.ts, which takes only text that is safe to show.',
  },
  'src/editor/newCodeLens.ts': {
    selector: 'NewExpression[callee.property.name="CodeLens"]',
    message: 'VS Code turns text in a CodeLens into icons. Use editor/newCodeLens.ts, which escapes it.',
  },
  'src/ui/prompts/quickInput.ts': {
    selector:
      'AssignmentExpression[left.property.name=/^(prompt|validationMessage|items)$/], MemberExpression[property.name=/^show(QuickPick|InputBox)$/]',
    message: 'VS Code turns text in prompts into links and icons. Use ui/prompts/quickInput.ts, which escapes it.',
  },
};

function textRules(exceptHome) {
  return Object.entries(textHomes).flatMap(([home, rule]) => (home === exceptHome ? [] : [rule]));
}

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
  { files: ['src/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...textRules(undefined)] } },
  ...Object.keys(textHomes).map((home) => ({
    files: [home],
    rules: { 'no-restricted-syntax': ['error', ...textRules(home)] },
  })),
  ...layers.flatMap(layerRule),
);
