import type { SyntaxNode, Tree } from '@lezer/common';
import type { Reference } from '../edits.ts';
import { loadsInJavaScript } from './envFileLoading.ts';
import type { Idiom, Site } from './idiom.ts';
import { hasProcess } from './javaScriptHost.ts';
import { quotesAround } from './literalAround.ts';
import { ancestorsOf, findNodes, isMisread, nodeAt, parse, setsVariable, textOf } from './syntax.ts';

/** Where an expression can replace a string literal. */
const expressionParents = new Set([
  'ArgList',
  'ArrayExpression',
  'ArrowFunction',
  'AwaitExpression',
  'BinaryExpression',
  'CaseLabel',
  'ConditionalExpression',
  'Interpolation',
  'JSXEscape',
  'ParenthesizedExpression',
  'ReturnStatement',
  'YieldExpression',
]);
/** Here only a child after `=`, `:`, or `default` can be replaced, because the others are names. */
const namedParents = new Set([
  'ArrayPattern',
  'AssignmentExpression',
  'ExportDeclaration',
  'ParamList',
  'PatternProperty',
  'Property',
  'PropertyDeclaration',
  'VariableDeclaration',
]);
/** A variable is a `string`, which a narrower type wouldn't accept. */
const wideType = /^:\s*(?:any|unknown|(?:string|undefined|null)(?:\s*\|\s*(?:string|undefined|null))*)$/;

export const javaScript = javaScriptIdiom({ isTyped: false });
export const typeScript = javaScriptIdiom({ isTyped: true });

function javaScriptIdiom({ isTyped }: { isTyped: boolean }): Idiom {
  return {
    readsEnvFile: loadsInJavaScript,
    read: ({ path, text, parser }) => {
      const tree = parse(parser, text);
      return tree === undefined || !hasProcess(tree, text, path)
        ? undefined
        : (site) => referenceAt(site, tree, text, isTyped);
    },
  };
}

function referenceAt(site: Site, tree: Tree, text: string, isTyped: boolean): Reference | undefined {
  const node = nodeAt(tree, site);
  const { before, after } = quotesAround(text, site, /["'`]$/);
  // An element of `process.env` may be undefined, and stricter settings forbid to write it as a property.
  const variable = isTyped ? `process.env['${site.variable}']` : `process.env.${site.variable}`;
  const expression = isTyped ? `${variable}!` : variable;
  if (node.name.endsWith('Comment')) {
    return before === '' ? undefined : { text: expression, before, after };
  }
  if (isMisread(node) || setsVariable(node, text, site.variable) || (isTyped && isTypeToo(tree, text, site))) {
    return undefined;
  }
  const isWhole = before !== '' && node.from === site.start - 1 && node.to === site.end + 1;
  if (node.name === 'String' || node.name === 'TemplateString') {
    const isAdjoined = /[\w$]/.test(`${text[node.from - 1] ?? ''}${text[node.to] ?? ''}`);
    if (isWhole && isExpression(node, text) && !isAdjoined) {
      return { text: expression, before, after };
    }
    const isInEnum = ancestorsOf(node).some(({ name }) => name === 'EnumBody');
    // A tag gets the text and the values separately, so it may give another result.
    const isTagged = node.parent?.name === 'TaggedTemplateExpression';
    return node.name === 'TemplateString' && !isInEnum && !isTagged
      ? { text: `\${${variable}}`, before: '', after: '' }
      : undefined;
  }
  return undefined;
}

function isExpression(node: SyntaxNode, text: string): boolean {
  const parent = node.parent;
  const previous = node.prevSibling;
  if (parent === null) {
    return false;
  }
  if (ancestorsOf(node).some(({ name }) => name === 'AmbientDeclaration')) {
    return false;
  }
  if (parent.name === 'MemberExpression') {
    return previous === null;
  }
  if (namedParents.has(parent.name)) {
    const isValue = previous !== null && /^(?:Equals|UpdateOp|:|default)$/.test(previous.name);
    const type = previous?.prevSibling?.name === 'TypeAnnotation' ? textOf(previous.prevSibling, text) : undefined;
    return isValue && (type === undefined || wideType.test(type));
  }
  return expressionParents.has(parent.name) && !isNarrowed(node, text);
}

/** After `as const` and `satisfies "…"`, only a literal is allowed. */
function isNarrowed(node: SyntaxNode, text: string): boolean {
  let value = node;
  while (value.parent !== null && /^(?:ParenthesizedExpression|ConditionalExpression)$/.test(value.parent.name)) {
    value = value.parent;
  }
  const rest = text.slice(value.to, value.parent?.to);
  return value.parent?.name === 'BinaryExpression' && /^\s*(?:as\s+const\b|satisfies\b)/.test(rest);
}

/** If the token is also a literal type, or may match a template literal type, its values must stay literals. */
function isTypeToo(tree: Tree, text: string, { start, end }: Site): boolean {
  const token = text.slice(start, end);
  const isToo = (node: SyntaxNode) =>
    node.name === 'TemplateType' || (node.name === 'LiteralType' && textOf(node, text).includes(token));
  return findNodes(tree, isToo).length > 0;
}
