import type { Tree } from '@lezer/common';
import type { Reference } from '../edits.ts';
import { loadsInPhp } from './envFileLoading.ts';
import type { Idiom, Site } from './idiom.ts';
import { quotesAround } from './literalAround.ts';
import { ancestorsOf, childrenOf, findNodes, isMisread, nodeAt, parse, setsVariable, textOf } from './syntax.ts';

/** Where a function call can replace a string literal. */
const expressionParents = new Set([
  'ArgList',
  'ArrayExpression',
  'ArrowFunction',
  'AssignmentExpression',
  'BinaryExpression',
  'CaseStatement',
  'CastExpression',
  'ConditionalExpression',
  'EchoStatement',
  'MatchArm',
  'NamedArgument',
  'Pair',
  'ParenthesizedExpression',
  'ReturnStatement',
  'UpdateExpression',
  'ValueList',
]);
/** PHP needs the values of these before it runs the file, so they must be constant. */
const constants =
  /^(?:Attribute|ConstDeclaration|DeclareStatement|FunctionStaticDeclaration|Parameter|PropertyDeclaration|PropertyParameter)$/;

export const php: Idiom = {
  readsEnvFile: loadsInPhp,
  read: ({ text, parser }) => {
    const tree = parse(parser, text);
    return tree === undefined || redefinesGetenv(tree, text) ? undefined : (site) => referenceAt(site, tree, text);
  },
};

/** Whether `getenv` is a function of the file or one that it imports. Names of functions ignore the case. */
function redefinesGetenv(tree: Tree, text: string): boolean {
  const imports = /\bfunction\b(?:[^]*(?:[\\{,]|\bas))?\s*getenv\s*[,;}]/i;
  return findNodes(tree, ({ name }) => /^(?:FunctionDefinition|NamespaceUseDeclaration)$/.test(name)).some((node) =>
    node.name === 'NamespaceUseDeclaration'
      ? imports.test(textOf(node, text))
      : childrenOf(node).some((child) => child.name === 'Name' && /^getenv$/i.test(textOf(child, text))),
  );
}

function referenceAt(site: Site, tree: Tree, text: string): Reference | undefined {
  const node = nodeAt(tree, site);
  const { before, after } = quotesAround(text, site, /["']$/);
  const quote = before;
  const reference = before === '' ? undefined : { text: `getenv(${quote}${site.variable}${quote})`, before, after };
  if (node.name.endsWith('Comment')) {
    return reference;
  }
  const isLiteral = node.name === 'String' && node.from === site.start - 1 && node.to === site.end + 1;
  const isUnsuitable =
    !isLiteral ||
    !expressionParents.has(node.parent?.name ?? '') ||
    ancestorsOf(node).some(({ name }) => constants.test(name)) ||
    isMisread(node) ||
    /\w/.test(text[node.from - 1] ?? '') ||
    setsVariable(node, text, site.variable);
  return isUnsuitable ? undefined : reference;
}
