import type { SyntaxNode } from '@lezer/common';
import type { GoTypes } from './goTypes.ts';
import { childrenOf, textOf } from './syntax.ts';

/** Whether an element of a composite literal can be a `string`, as far as the file shows its type. */
export function isStringElement(value: SyntaxNode, text: string, types: GoTypes): boolean {
  const type = typeOfElement(value, text, types);
  return type === undefined || /^(?:string|any|interface\s*\{\s*\})$/.test(type);
}

/** @returns `undefined` if the type is declared elsewhere */
function typeOfElement(value: SyntaxNode, text: string, types: GoTypes): string | undefined {
  const isKey = value.parent?.name === 'Key';
  const element = isKey ? value.parent?.parent : value.parent;
  const literal = element?.parent;
  if (element == null || literal?.name !== 'LiteralValue') {
    return undefined;
  }
  const written = typeOfLiteral(literal, text, types)?.trim().replace(/^[*&]/, '') ?? '';
  const type = types.underlying(written) ?? written;
  const struct = types.struct(type);
  if (struct !== undefined) {
    const key = element.getChild('Key');
    const fields = struct.getChild('StructBody')?.getChildren('FieldDecl') ?? [];
    const named = fields.flatMap((field) => field.getChildren('FieldName').map((name) => ({ field, name })));
    const found =
      key === null
        ? named[literal.getChildren('Element').findIndex(({ from }) => from === element.from)]
        : named.find(({ name }) => textOf(name, text) === textOf(key, text));
    const last = (found === undefined ? [] : childrenOf(found.field))
      .filter(({ name }) => !/^(?:String|FieldName|,)$/.test(name))
      .at(-1);
    return found === undefined ? undefined : textOf(last, text);
  }
  const [, mapKey, item] = /^(?:map\[([^\]]*)\]|\[[^\]]*\])([^]*)$/.exec(type) ?? [];
  // The only common type of the standard library with such a field.
  const isStructTag = type === 'reflect.StructField';
  return isStructTag ? type : isKey ? mapKey : item;
}

/** A literal in another one needs no type of its own. */
function typeOfLiteral(literal: SyntaxNode, text: string, types: GoTypes): string | undefined {
  const { parent } = literal;
  return parent?.name === 'TypedLiteral' ? textOf(parent.firstChild, text) : typeOfElement(literal, text, types);
}
