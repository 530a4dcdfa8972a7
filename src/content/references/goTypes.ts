import type { SyntaxNode, Tree } from '@lezer/common';
import { childrenOf, findNodes, textOf } from './syntax.ts';

/** In steps from one variable to another that it's set to. */
const maxSteps = 8;
const isStringType = /^(?:string|any|interface\s*\{\s*\})$/;
/** `[]T`, `map[K]T`, and the like consist of another type. */
const elementType = /^(?:\.\.\.|\*|\[[^\]]*\]|map\[[^\]]*\]|(?:<-\s*)?chan\b(?:\s*<-)?)\s*/;
const typeNode = /Type$|^(?:TypeName|ParameterizedType)$/;
const builtIn = /^(?:append|cap|clear|copy|delete|len|make|new|panic|print|println|string)$/;
/** Packages whose functions with one argument return a `string`, so they can't be types. */
const stringPackage = /^(?:strings|os|strconv|fmt|filepath|path|url|html|hex)\./;

/**
 * Which values of a file are strings, as far as the file shows. Functions, fields, and variables that it doesn't
 * declare count as strings, because types such as `http.Dir` are rare there. If a name is declared several times, all
 * of its types must be `string`.
 */
export class GoTypes {
  readonly #text: string;
  readonly #types: ReadonlyMap<string, string>;
  readonly #structs: ReadonlyMap<string, SyntaxNode>;
  readonly #functions: readonly SyntaxNode[];
  readonly #declarations: readonly SyntaxNode[];

  readonly #names = new Map<string, boolean>();

  constructor(tree: Tree, text: string) {
    this.#text = text;
    this.#functions = findNodes(tree, ({ name }) => /^(?:FunctionDecl|MethodDecl|MethodElem)$/.test(name));
    this.#declarations = findNodes(tree, ({ name }) =>
      /^(?:FieldDecl|Parameter|VarSpec|ConstSpec|VarDecl|RangeClause)$/.test(name),
    );
    const structs = findNodes(tree, ({ name }) => name === 'StructType');
    this.#structs = new Map(structs.map((node) => [textOf(node, text), node]));
    const specs = findNodes(tree, ({ name }) => name === 'TypeSpec');
    this.#types = new Map(specs.map((spec) => [textOf(spec.firstChild, text), textOf(spec.lastChild, text)]));
  }

  /** Whether an expression's type, or the type of its elements, is `string`. */
  isString(expression: SyntaxNode | null | undefined, steps = maxSteps): boolean {
    const first = expression?.firstChild;
    switch (steps > 0 ? (expression?.name ?? '') : '') {
      case 'String':
      case 'Number':
      case 'Conversion':
        return true;
      case 'VariableName':
      case 'FieldName':
        return this.#isStringName(textOf(expression, this.#text), steps - 1);
      case 'SelectorExpr':
        return this.isString(expression?.lastChild, steps);
      case 'TypedLiteral':
        return this.isStringType(textOf(first, this.#text));
      case 'TypeAssertion':
        return this.isStringType(textOf(expression?.getChildren(')').at(-1)?.prevSibling, this.#text));
      case 'CallExpr':
        return this.#returnsString(expression?.firstChild, expression?.getChild('Arguments'), steps - 1);
      case 'BinaryExp':
        return this.isString(first, steps - 1) && this.isString(expression?.lastChild, steps - 1);
      case 'UnaryExp':
        return this.isString(expression?.lastChild, steps - 1);
      case 'ParenthesizedExpr':
        return this.isString(first?.nextSibling, steps - 1);
      case 'IndexExpr':
      case 'SliceExpr':
        return this.isString(first, steps - 1);
      default:
        return false;
    }
  }

  /** The type that elements consist of in the end. */
  isStringType(type: string, steps = maxSteps): boolean {
    const trimmed = type.trim();
    const inner = trimmed.replace(elementType, '');
    const underlying = this.underlying(trimmed);
    return (
      steps > 0 &&
      (isStringType.test(trimmed) ||
        (inner !== trimmed && this.isStringType(inner, steps - 1)) ||
        (underlying !== undefined && elementType.test(underlying) && this.isStringType(underlying, steps - 1)))
    );
  }

  /** What a type is declared as in this file. */
  underlying(type: string): string | undefined {
    return this.#types.get(type.replace(/^[&*]/, ''));
  }

  struct(type: string): SyntaxNode | undefined {
    return this.#structs.get(type);
  }

  /** Whether the argument at an index of a call can be a `string`. */
  acceptsString(callee: SyntaxNode | null | undefined, index: number, first: SyntaxNode | null | undefined): boolean {
    const name = textOf(callee?.name === 'SelectorExpr' ? callee.lastChild : callee, this.#text);
    if (callee?.name === 'VariableName' && builtIn.test(name)) {
      return name !== 'append' || this.isString(first);
    }
    const lists = [...this.#parametersOf(callee), ...this.#functionsNamed(name).map(parametersOf)];
    const declared = this.#declarationsOf(name).flatMap((node) => this.#parametersOf(node.lastChild));
    const isOther =
      callee?.name === 'ParameterizedExpr' || (this.#declarationsOf(name).length > 0 && declared.length === 0);
    return (
      !isOther &&
      [...lists, ...declared].every((list) => {
        const types = this.#parameterTypes(list);
        return this.isStringType(types[index] ?? types.at(-1) ?? '');
      })
    );
  }

  #isStringName(name: string, steps: number): boolean {
    const known = this.#names.get(name);
    if (known !== undefined) {
      return known;
    }
    // A variable that's set to itself adds nothing.
    this.#names.set(name, true);
    const isString = this.#declarationsOf(name).every((node) => this.#declaresString(node, name, steps));
    this.#names.set(name, isString);
    return isString;
  }

  #declaresString(node: SyntaxNode, name: string, steps: number): boolean {
    const type = childrenOf(node).find((child) => typeNode.test(child.name));
    if (type !== undefined) {
      return this.isStringType(textOf(type, this.#text));
    }
    const names = node.getChildren('DefName');
    const values = valuesIn(node);
    const index = names.findIndex((one) => textOf(one, this.#text) === name);
    return this.isString(values.length === names.length ? values[index] : values.at(-1), steps);
  }

  #declarationsOf(name: string): SyntaxNode[] {
    return this.#declarations.filter((node) => declares(node, name, this.#text));
  }

  #functionsNamed(name: string): SyntaxNode[] {
    return this.#functions.filter((node) => declares(node, name, this.#text));
  }

  #returnsString(callee: SyntaxNode | null | undefined, list: SyntaxNode | null | undefined, steps: number): boolean {
    const text = textOf(callee, this.#text);
    if (text === 'make' || text === 'new') {
      return this.isStringType(textOf(list?.firstChild?.nextSibling, this.#text));
    }
    const functions = this.#functionsNamed(text.split('.').at(-1) ?? '');
    if (functions.length > 0) {
      return functions.every((node) => resultTypes(node, this.#text).every((type) => this.isStringType(type, steps)));
    }
    const isConversion =
      this.#types.has(text) ||
      (/^\w+\.[A-Z]\w*$/.test(text) &&
        !stringPackage.test(text) &&
        (list == null ? [] : childrenOf(list)).length === 3);
    return callee?.name === 'FunctionLiteral' || this.#declarationsOf(text).length > 0 ? false : !isConversion;
  }

  #parametersOf(node: SyntaxNode | null | undefined): SyntaxNode[] {
    return /^Function(?:Literal|Type)$/.test(node?.name ?? '')
      ? (node?.getChildren('Parameters').slice(0, 1) ?? [])
      : [];
  }

  #parameterTypes(list: SyntaxNode | undefined): string[] {
    return (list?.getChildren('Parameter') ?? []).flatMap((node) => {
      const type = childrenOf(node).find((child) => typeNode.test(child.name));
      const names = node.getChildren('DefName');
      return Array.from({ length: Math.max(1, names.length) }, () => textOf(type ?? names[0], this.#text));
    });
  }
}

/** The types of a function's results; without names, each is a type. */
export function resultTypes(node: SyntaxNode, text: string): string[] {
  const parameters = parametersOf(node);
  const end = node.getChild('Block')?.from ?? node.to;
  return text
    .slice(parameters?.to, end)
    .replace(/^\s*\(|\)\s*$/g, '')
    .split(',')
    .map((result) => result.trim().split(/\s+/).at(-1) ?? '');
}

function declares(node: SyntaxNode, name: string, text: string): boolean {
  return childrenOf(node).some((child) => /^(?:DefName|FieldName)$/.test(child.name) && textOf(child, text) === name);
}

function parametersOf(node: SyntaxNode): SyntaxNode | undefined {
  return node.getChildren('Parameters')[node.name === 'MethodDecl' ? 1 : 0];
}

/** What follows `=`, `:=`, or `range`. */
function valuesIn(node: SyntaxNode): SyntaxNode[] {
  const children = childrenOf(node);
  const start = children.findIndex(({ name }) => /^(?:=|:=|range)$/.test(name));
  const from = children[start + 1]?.name === 'range' ? start + 2 : start + 1;
  return start < 0 ? [] : children.slice(from).filter(({ name }) => name !== ',');
}
