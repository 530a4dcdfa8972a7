import type { SyntaxNode, Tree } from '@lezer/common';
import type { Addition, Reference } from '../edits.ts';
import { loadsInGo } from './envFileLoading.ts';
import { lineBreakOf, type Idiom, type Site } from './idiom.ts';
import { quotesAround } from './literalAround.ts';
import { isStringElement } from './goLiterals.ts';
import { GoTypes, resultTypes } from './goTypes.ts';
import { ancestorsOf, childrenOf, findNodes, isMisread, nodeAt, parse, setsVariable, textOf } from './syntax.ts';

/** Where a value that's known only at run time can replace a string literal. */
const expressionParents = new Set([
  'Arguments',
  'Assignment',
  'BinaryExp',
  'Case',
  'Conversion',
  'Element',
  'Key',
  'ParenthesizedExpr',
  'ReturnStatement',
  'SendStatement',
  'SliceExpr',
  'VarDecl',
  'VarSpec',
]);

export const go: Idiom = {
  readsEnvFile: loadsInGo,
  read: ({ text, parser }) => {
    const tree = parse(parser, text);
    const types = tree && new GoTypes(tree, text);
    return tree && types && ((site) => referenceAt(site, tree, text, types));
  },
};

function referenceAt(site: Site, tree: Tree, text: string, types: GoTypes): Reference | undefined {
  const node = nodeAt(tree, site);
  const { before, after } = quotesAround(text, site, /["`]$/);
  if (before === '') {
    return undefined;
  }
  if (node.name.endsWith('Comment')) {
    return { text: `os.Getenv("${site.variable}")`, before, after };
  }
  const isLiteral = node.name === 'String' && node.from === site.start - 1 && node.to === site.end + 1;
  if (
    !isLiteral ||
    !isStringExpression(node, text, types) ||
    isMisread(node) ||
    setsVariable(node, text, site.variable)
  ) {
    return undefined;
  }
  const found = packageOs(tree, text);
  if (found === undefined) {
    return undefined;
  }
  const { name, addition } = found;
  const call = `${name}Getenv("${site.variable}")`;
  return { text: call, before, after, ...(addition === undefined ? {} : { addition }) };
}

/** A literal can have any string type; the result of `os.Getenv` is a `string`. */
function isStringExpression(node: SyntaxNode, text: string, types: GoTypes): boolean {
  const ancestors = ancestorsOf(node);
  if (
    !expressionParents.has(node.parent?.name ?? '') ||
    ancestors.some(({ name }) => name === 'ConstDecl' || name === 'ArrayType' || name === 'ImportDecl')
  ) {
    return false;
  }
  // Only a literal converts to another string type by itself.
  let value = node;
  while (value.parent !== null && /^(?:ParenthesizedExpr|BinaryExp)$/.test(value.parent.name)) {
    const operands = value.parent.name === 'BinaryExp' ? [value.parent.firstChild, value.parent.lastChild] : [];
    if (!operands.every((operand) => operand?.from === value.from || types.isString(operand))) {
      return false;
    }
    if (value.parent.getChild('CompareOp') !== null) {
      return true;
    }
    value = value.parent;
  }
  const parent = value.parent ?? value;
  const index = indexOf(value);
  switch (parent.name) {
    case 'VarDecl':
    case 'SliceExpr':
    case 'Conversion':
      return true;
    case 'VarSpec':
      return /^(?:string|any|interface\s*\{\s*\})?$/.test(typeIn(parent, text));
    case 'ReturnStatement':
      return isResult(value, index, text);
    case 'Arguments':
      return types.acceptsString(parent.prevSibling, index, parent.firstChild?.nextSibling);
    case 'Assignment':
      return types.isString(childrenOf(parent).filter(({ name }) => name !== ',')[index]);
    case 'SendStatement':
      return types.isString(parent.firstChild);
    case 'Case':
      return isStringTag(parent, types);
    default:
      return isStringElement(value, text, types);
  }
}

/** The position of a value in a list, such as arguments. */
function indexOf(value: SyntaxNode): number {
  let index = 0;
  for (let previous = value.prevSibling; previous !== null; previous = previous.prevSibling) {
    const isStart = /^(?:=|:=|AssignOp|UpdateOp)$/.test(previous.name);
    if (isStart) {
      break;
    }
    index += previous.name === ',' ? 1 : 0;
  }
  return index;
}

/** Without a tag, each `case` is a condition of its own. */
function isStringTag(clause: SyntaxNode, types: GoTypes): boolean {
  const tag = clause.parent?.prevSibling;
  return tag == null || /^(?:switch|;)$/.test(tag.name) || types.isString(tag);
}

/** The text between a declared name and `=`. */
function typeIn(spec: SyntaxNode, text: string): string {
  const [declaration = ''] = textOf(spec, text).split('=', 1);
  return declaration.replace(/^\s*\w+(?:\s*,\s*\w+)*/, '').trim();
}

function isResult(value: SyntaxNode, index: number, text: string): boolean {
  const method = ancestorsOf(value).find(({ name }) => /^(?:FunctionDecl|MethodDecl|FunctionLiteral)$/.test(name));
  return method !== undefined && resultTypes(method, text)[index] === 'string';
}

/** How the package `os` is written in this file, with a dot, and the import that's missing. */
function packageOs(tree: Tree, text: string): { name: string; addition?: Addition } | undefined {
  const specs = findNodes(tree, ({ name }) => name === 'ImportSpec').map((node) => {
    const [, alias, path] = /^([^\s"`]+)?\s*["`](.*)["`]$/.exec(textOf(node, text)) ?? [];
    return { node, alias, path: path ?? '' };
  });
  const isDeclared = (name: string) =>
    findNodes(tree, (node) => node.name === 'DefName' && textOf(node, text) === name && !isImport(node)).length > 0;
  const imported = specs.find(({ path, alias }) => path === 'os' && alias !== '_');
  if (imported !== undefined) {
    const name = imported.alias ?? 'os';
    return name === '.' ? { name: '' } : isDeclared(name) ? undefined : { name: `${name}.` };
  }
  const isTaken = specs.some(({ alias, path }) => (alias ?? path.split('/').at(-1)) === 'os');
  const addition = isTaken || isDeclared('os') ? undefined : importOs(tree, text, specs);
  return addition === undefined ? undefined : { name: 'os.', addition };
}

function isImport({ parent }: SyntaxNode): boolean {
  return parent?.name === 'ImportSpec';
}

function importOs(
  tree: Tree,
  text: string,
  specs: readonly { readonly node: SyntaxNode; readonly path: string }[],
): Addition | undefined {
  const lineBreak = lineBreakOf(text);
  const block = childrenOf(tree.topNode).find(
    (node) => node.name === 'ImportDecl' && node.getChild('SpecList')?.getChild('ImportSpec') != null,
  );
  if (block !== undefined) {
    const listed = specs.filter(({ node }) => node.from > block.from && node.to < block.to);
    const isOnOwnLine = ({ node }: { node: SyntaxNode }) =>
      /(?:^|[\r\n])[ \t]*$/.test(text.slice(block.from, node.from));
    const next = listed.find((spec) => spec.path > 'os' && isOnOwnLine(spec));
    const last = listed.at(-1);
    return next !== undefined
      ? { start: next.node.from, text: `"os"${lineBreak}\t` }
      : last === undefined
        ? undefined
        : {
            start: last.node.to,
            text: `${/^[ \t]*(?:\/\/.*)?$/m.test(text.slice(last.node.to).split('\n', 1)[0] ?? '') && isOnOwnLine(last) ? `${lineBreak}\t` : '; '}"os"`,
          };
  }
  const declarations = childrenOf(tree.topNode).filter(({ name }) => name === 'ImportDecl');
  const packageClause = childrenOf(tree.topNode).find(({ name }) => name === 'PackageClause');
  const lastDeclaration = declarations.at(-1);
  if (lastDeclaration !== undefined) {
    return { start: lastDeclaration.to, text: `${lineBreak}import "os"` };
  }
  return packageClause === undefined
    ? undefined
    : { start: packageClause.to, text: `${lineBreak}${lineBreak}import "os"` };
}
