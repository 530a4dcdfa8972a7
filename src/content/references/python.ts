import type { SyntaxNode, Tree } from '@lezer/common';
import type { Addition, Reference } from '../edits.ts';
import { loadsInPython } from './envFileLoading.ts';
import { lineBreakOf, type Idiom, type Site } from './idiom.ts';
import { quotesAround } from './literalAround.ts';
import { ancestorsOf, childrenOf, findNodes, isMisread, nodeAt, parse, setsVariable, textOf } from './syntax.ts';

/** Where an expression can replace a string literal. */
const expressionParents = new Set([
  'ArgList',
  'ArrayComprehensionExpression',
  'ArrayExpression',
  'AssignStatement',
  'AwaitExpression',
  'BinaryExpression',
  'ConditionalExpression',
  'DictionaryExpression',
  'LambdaExpression',
  'NamedExpression',
  'ParamList',
  'ParenthesizedExpression',
  'ReturnStatement',
  'SetExpression',
  'TupleExpression',
  'UpdateStatement',
  'YieldStatement',
]);
/** Where a name is only read. Everywhere else, it may be given another meaning. */
const readingParents =
  /^(?:ArgList|AwaitExpression|BinaryExpression|CallExpression|DictionaryExpression|FormatReplacement|ImportStatement|MemberExpression|ReturnStatement)$/;
/** Functions whose later arguments are only used if something is missing. */
const defaultingFunction = /(?:^|[._])(?:get\w*|pop|setdefault|next|env\w*|config|str|add_argument|option)$/i;

export const python: Idiom = {
  readsEnvFile: loadsInPython,
  read: ({ text, parser }) => {
    const tree = parse(parser, text);
    return tree === undefined ? undefined : (site) => referenceAt(site, tree, text);
  },
};

function referenceAt(site: Site, tree: Tree, text: string): Reference | undefined {
  const node = nodeAt(tree, site);
  const { before, after } = quotesAround(text, site, /[rRuU]?["']$/);
  if (before === '') {
    return undefined;
  }
  const quote = before.slice(-1);
  const name = `${quote}${site.variable}${quote}`;
  if (node.name === 'Comment') {
    return { text: `os.environ[${name}]`, before, after };
  }
  const isLiteral = node.name === 'String' && node.from === site.start - before.length && node.to === site.end + 1;
  const isExpression = expressionParents.has(node.parent?.name ?? '') && !ancestorsOf(node).some(isTypeOrFormat);
  if (
    !isLiteral ||
    !isExpression ||
    isAdjoined(text, node) ||
    isMisread(node) ||
    setsVariable(node, text, site.variable)
  ) {
    return undefined;
  }
  const found = environmentIn(tree, text, site.start);
  if (found === undefined) {
    return undefined;
  }
  const reference = isDefault(node, text) ? `${found.name}.get(${name}, ${quote}${quote})` : `${found.name}[${name}]`;
  return { text: reference, before, after, ...(found.addition === undefined ? {} : { addition: found.addition }) };
}

function isAdjoined(text: string, { from, to }: SyntaxNode): boolean {
  return /\w/.test(text[from - 1] ?? '') || /\w/.test(text[to] ?? '');
}

function isTypeOrFormat({ name }: SyntaxNode): boolean {
  return name === 'TypeDef' || name === 'FormatString';
}

/** A value that may not be needed must not fail if the variable isn't set. */
function isDefault(node: SyntaxNode, text: string): boolean {
  const { parent } = node;
  if (parent?.name === 'ArgList') {
    const previous = node.prevSibling;
    const isKeyword = previous?.name === 'AssignOp';
    const isFirst = previous?.name === '(';
    const keyword = isKeyword ? textOf(previous.prevSibling, text) : '';
    return (
      /^(?:default|fallback)$/.test(keyword) ||
      (!isKeyword && !isFirst && defaultingFunction.test(textOf(parent.prevSibling, text)))
    );
  }
  const isField = parent?.name === 'AssignStatement' && parent.parent?.parent?.name === 'ClassDefinition';
  return parent?.name === 'ParamList' || (isField && parent.getChild('TypeDef') !== null);
}

/** How `os.environ` is written in this file, and the import that's missing. */
function environmentIn(tree: Tree, text: string, start: number): { name: string; addition?: Addition } | undefined {
  const imports = findNodes(tree, ({ name }) => name === 'ImportStatement');
  const bound = imports.flatMap((node) => namesBoundBy(textOf(node, text)).map((names) => ({ ...names, node })));
  const isUsable = (name: string, source: string) =>
    bound.filter((one) => one.name === name).every((one) => one.source === source) &&
    !findNodes(tree, (node) => isBinding(node, text, name)).some(Boolean);
  const atTop = bound.filter(({ node }) => node.parent?.name === 'Script' && node.to <= start);
  for (const { name, source } of atTop) {
    if ((source === 'os' || source === 'os.environ') && isUsable(name, source)) {
      return { name: source === 'os' ? `${name}.environ` : name };
    }
  }
  const addition = isUsable('os', 'os') ? importOs(tree, text) : undefined;
  return addition === undefined ? undefined : { name: 'os.environ', addition };
}

function namesBoundBy(statement: string): { name: string; source: string }[] {
  const [, from, list = ''] = /^\s*(?:from\s+([\w.]+)\s+)?import\s([^#]*)$/.exec(statement) ?? [];
  return list
    .replace(/[()\\]/g, ' ')
    .split(',')
    .map((part) => /^\s*([\w.]+)(?:\s+as\s+(\w+))?\s*$/.exec(part))
    .filter((match) => match !== null)
    .map(([, path = '', alias]) => {
      if (from !== undefined) {
        return { name: alias ?? path, source: `${from}.${path}` };
      }
      const root = path.split('.')[0] ?? '';
      return alias === undefined ? { name: root, source: root } : { name: alias, source: path };
    });
}

function isBinding(node: SyntaxNode, text: string, name: string): boolean {
  return node.name === 'VariableName' && textOf(node, text) === name && !readingParents.test(node.parent?.name ?? '');
}

/** Docstrings and `from __future__` imports have to stay first. */
function importOs(tree: Tree, text: string): Addition | undefined {
  const statements = childrenOf(tree.topNode).filter(({ name }) => name !== 'Comment');
  const isDocstring = (node: SyntaxNode) =>
    node.name === 'ExpressionStatement' && /^[\s(]*[rRuU]?["']/.test(textOf(node, text));
  const isFuture = (node: SyntaxNode) =>
    node.name === 'ImportStatement' && /^from\s+__future__\b/.test(textOf(node, text));
  const first = statements.find((node, index) => !(index === 0 && isDocstring(node)) && !isFuture(node));
  const isFirstOnLine = first !== undefined && /[\r\n]/.test(text[first.from - 1] ?? '\n');
  // A docstring or a future import can share its line with other statements.
  if (!isFirstOnLine || /^(?:[\s(]*[rRuU]?["']|from\s+__future__\b)/.test(textOf(first, text))) {
    return undefined;
  }
  const lineBreak = lineBreakOf(text);
  return { start: first.from, text: `import os${lineBreak}${first.name === 'ImportStatement' ? '' : lineBreak}` };
}
