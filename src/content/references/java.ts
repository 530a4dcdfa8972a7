import type { SyntaxNode, Tree } from '@lezer/common';
import type { Reference } from '../edits.ts';
import type { Idiom, Site } from './idiom.ts';
import { quotesAround } from './literalAround.ts';
import { ancestorsOf, findNodes, isMisread, nodeAt, parse, setsVariable, textOf } from './syntax.ts';

/** Where a value that's known only at run time can replace a string literal. */
const expressionParents = new Set([
  'ArgumentList',
  'ArrayInitializer',
  'AssignmentExpression',
  'BinaryExpression',
  'CastExpression',
  'LambdaExpression',
  'MethodInvocation',
  'ParenthesizedExpression',
  'ReturnStatement',
  'TernaryExpression',
  'VariableDeclarator',
]);

export const java: Idiom = {
  read: ({ text, parser }) => {
    const tree = parse(parser, text);
    return tree === undefined ? undefined : (site) => referenceAt(site, tree, text);
  },
};

function referenceAt(site: Site, tree: Tree, text: string): Reference | undefined {
  const node = nodeAt(tree, site);
  const { before, after } = quotesAround(text, site, /(?<!"")"$/);
  const reference = before === '' ? undefined : { text: `System.getenv("${site.variable}")`, before, after };
  if (node.name.endsWith('Comment')) {
    return reference;
  }
  const isLiteral = node.name === 'StringLiteral' && node.from === site.start - 1 && node.to === site.end + 1;
  const isUnsuitable =
    !isLiteral ||
    !expressionParents.has(node.parent?.name ?? '') ||
    isMisread(node) ||
    /\w/.test(text[node.from - 1] ?? '') ||
    isNeededAsConstant(node, tree, text) ||
    setsVariable(node, text, site.variable);
  return isUnsuitable ? undefined : reference;
}

/** Annotations and `case` labels accept only constants, directly or by name. */
function isNeededAsConstant(node: SyntaxNode, tree: Tree, text: string): boolean {
  const ancestors = ancestorsOf(node);
  if (ancestors.some(({ name }) => /^(?:Annotation|SwitchLabel)$/.test(name))) {
    return true;
  }
  const declared = ancestors.find(({ name }) => name === 'VariableDeclarator');
  const constants = new Set(declared === undefined ? [] : [nameOf(declared, text)]);
  const declarators = findNodes(tree, ({ name }) => name === 'VariableDeclarator');
  for (let size = 0; size < constants.size;) {
    size = constants.size;
    declarators
      .filter((one) => namesIn(textOf(one, text)).some((name) => constants.has(name)))
      .forEach((one) => constants.add(nameOf(one, text)));
  }
  return findNodes(tree, ({ name }) => /^(?:Annotation|SwitchLabel)$/.test(name)).some((use) =>
    namesIn(textOf(use, text)).some((name) => constants.has(name)),
  );
}

function nameOf(declarator: SyntaxNode, text: string): string {
  return textOf(declarator.firstChild, text);
}

function namesIn(code: string): string[] {
  return code.replace(/"(?:\\.|[^"\\])*"/g, '').match(/[A-Za-z_$][\w$]*/g) ?? [];
}
