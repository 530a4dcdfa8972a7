import type { SyntaxNode, Tree } from '@lezer/common';
import type { FindReference, Site, SourceFile } from './idiom.ts';
import { grammarOf, referencesByLiteral, slashComments, type LiteralIdiom } from './literalIdiom.ts';
import { ancestorsOf, isMisread, nodeAt, parse, textOf } from './syntax.ts';

const grammar = grammarOf(slashComments, String.raw`"(?:\\[^]|[^"\\\n])*"?`);

/** References in the values of VS Code's files, which may have comments, but not in the inputs that they declare. */
export function referencesInJson({ text, parser }: SourceFile, format: (variable: string) => string): FindReference {
  const tree = parse(parser, text);
  const findByRule = referencesByLiteral(text, (variable) => inJson(format(variable)));
  return (site) => {
    const isValue = tree === undefined ? undefined : isValueAt(site, tree, text);
    return isValue === undefined
      ? findByRule(site)
      : isValue
        ? { text: format(site.variable), before: '', after: '' }
        : undefined;
  };
}

/** @returns `undefined` in comments, and in files that aren't valid */
function isValueAt(site: Site, tree: Tree, text: string): boolean | undefined {
  const node = nodeAt(tree, site);
  if (node.name !== 'String' || isMisread(node)) {
    return undefined;
  }
  const isKey = node.parent?.name === 'Property' && node.parent.firstChild?.from === node.from;
  return !isKey && !ancestorsOf(node).some((ancestor) => isInputs(ancestor, text));
}

function isInputs(node: SyntaxNode, text: string): boolean {
  return node.name === 'Property' && textOf(node.firstChild, text) === '"inputs"';
}

/** The rules for files that aren't valid, and for comments. */
function inJson(reference: string): LiteralIdiom {
  return {
    grammar,
    inside: { '"': reference },
    isUnsuitable: (before, after) => /^\s*:/.test(after) || /"inputs"\s*:\s*\[[^\]]*$/.test(before),
  };
}
