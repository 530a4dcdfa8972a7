import type { SyntaxNode, Tree } from '@lezer/common';
import { isSelfReference, type Site, type FileParser } from './idiom.ts';
import { tokenVariable } from './tokenVariables.ts';

/** In milliseconds of CPU time. Code takes a tenth of it; text that only looks like code can take minutes. */
const maxParseTime = 300;
/** Building a tree of deeper code takes seconds in a single step, which can't be interrupted. */
const maxNesting = 1000;

const blocks =
  /^(?:Script|Block|Body|SourceFile|Program|Template|ClassBody|DeclarationList|SwitchBody|SwitchBlock|EnumBody|InterfaceBody|RecordBody)$/;

/** @returns `undefined` without a parser, or if it takes too long */
export function parse(parser: FileParser | undefined, text: string): Tree | undefined {
  if (parser === undefined || !('startParse' in parser) || isNestedTooDeeply(text)) {
    return undefined;
  }
  const parsing = parser.startParse(text);
  const start = process.cpuUsage();
  let tree: Tree | null | undefined = null;
  while (tree === null && millisecondsSince(start) < maxParseTime) {
    tree = parsing.advance();
  }
  return tree ?? undefined;
}

/** CPU time, because a busy machine must not change what is offered. */
function millisecondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function isNestedTooDeeply(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[([{}\])]/g)) {
    depth = Math.max(0, depth + ('([{'.includes(bracket) ? 1 : -1));
    if (depth > maxNesting) {
      return true;
    }
  }
  return false;
}

export function nodeAt(tree: Tree, { start, end }: Site): SyntaxNode {
  let node = tree.resolveInner(start, 1);
  while (node.to < end && node.parent !== null) {
    node = node.parent;
  }
  return node;
}

export function ancestorsOf(node: SyntaxNode): SyntaxNode[] {
  const ancestors: SyntaxNode[] = [];
  for (let current = node.parent; current !== null; current = current.parent) {
    ancestors.push(current);
  }
  return ancestors;
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    children.push(child);
  }
  return children;
}

export function textOf(node: SyntaxNode | null | undefined, text: string): string {
  return node == null ? '' : text.slice(node.from, node.to);
}

/** Whether the parser had to guess what the code around a node means. */
export function isMisread(node: SyntaxNode): boolean {
  return [node, ...ancestorsOf(node)].some((one) => childrenOf(one).some(({ type }) => type.isError));
}

/** Whether the statement that contains a literal gives the variable its value. */
export function setsVariable(literal: SyntaxNode, text: string, variable: string): boolean {
  const nodes = [literal, ...ancestorsOf(literal)];
  const statement = nodes.find(({ parent }) => parent === null || blocks.test(parent.name)) ?? literal;
  const near = nodes[Math.min(2, nodes.indexOf(statement))] ?? literal;
  return (
    isSelfReference(text.slice(statement.from, literal.from), text.slice(literal.to, statement.to), variable) ||
    // The variable that is set there is probably for this token, so it needs no other one.
    isSelfReference(text.slice(near.from, literal.from), text.slice(literal.to, near.to), tokenVariable)
  );
}

export function findNodes(tree: Tree, isWanted: (node: SyntaxNode) => boolean): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  tree.iterate({
    enter: ({ node }) => {
      if (isWanted(node)) {
        found.push(node);
      }
    },
  });
  return found;
}
