import type { Tree } from '@lezer/common';
import type { Reference } from '../edits.ts';
import { loadsInPhp } from './envFileLoading.ts';
import type { Idiom, Site } from './idiom.ts';
import { quotesAround } from './literalAround.ts';
import { ancestorsOf, findNodes, isMisread, nodeAt, parse, setsVariable, textOf } from './syntax.ts';

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
    if (tree === undefined) {
      return undefined;
    }
    const name = mayMeanOtherFunction(tree, text) ? '\\getenv' : 'getenv';
    return (site) => referenceAt(site, tree, text, name);
  },
};

/** A namespace can have a `getenv` of its own, in any file, and so can an import. */
function mayMeanOtherFunction(tree: Tree, text: string): boolean {
  return (
    findNodes(tree, ({ name }) => name === 'NamespaceDefinition').length > 0 ||
    findNodes(tree, ({ name }) => name === 'NamespaceUseDeclaration').some((node) => /getenv/i.test(textOf(node, text)))
  );
}

function referenceAt(site: Site, tree: Tree, text: string, name: string): Reference | undefined {
  const node = nodeAt(tree, site);
  const { before, after } = quotesAround(text, site, /["']$/);
  const quote = before;
  const reference = before === '' ? undefined : { text: `${name}(${quote}${site.variable}${quote})`, before, after };
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
