import type { Pair } from 'yaml';
import type { YamlParser } from '../yamlDocuments.ts';

/** A key or value of a YAML file. */
export interface YamlScalar {
  /** Offsets in the text, including quotes. */
  readonly start: number;
  readonly end: number;
  readonly style: 'plain' | 'single' | 'double' | 'block';
  readonly isKey: boolean;
  /** In `{…}` or `[…]`, some characters are syntax. */
  readonly isInFlow: boolean;
  /** Whether an anchor or a tag precedes it. */
  readonly hasProperties: boolean;
  /** The keys that contain it, the outermost first, and its own. */
  readonly keys: readonly string[];
}

const styles: Readonly<Record<string, YamlScalar['style']>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'block',
  BLOCK_FOLDED: 'block',
};

type Context = Pick<YamlScalar, 'isKey' | 'isInFlow' | 'keys'>;

/** @returns `undefined` unless all of the file is valid YAML, which templates aren't */
export function readYamlScalars({ parseDocuments }: YamlParser, text: string): YamlScalar[] | undefined {
  const documents = parseDocuments(text);
  const isValid = documents.length > 0 && documents.every(({ errors }) => errors.length === 0);
  return isValid
    ? documents.flatMap(({ contents }) =>
        scalarsIn(contents as AnyNode | null, { isKey: false, isInFlow: false, keys: [] }),
      )
    : undefined;
}

/** The parts of a node that are needed here, whatever its kind. */
interface AnyNode {
  readonly type?: string;
  readonly range?: readonly number[] | null;
  readonly items?: readonly (AnyNode | Pair<AnyNode | null, AnyNode | null>)[];
  readonly flow?: boolean;
  readonly tag?: string;
  readonly anchor?: string;
  readonly value?: unknown;
}

function scalarsIn(node: AnyNode | null, context: Context): YamlScalar[] {
  const { type = '', range, items, flow, tag, anchor } = node ?? {};
  const inner = { ...context, isInFlow: context.isInFlow || flow === true };
  if (items !== undefined) {
    return items.flatMap((item) => ('key' in item ? scalarsInPair(item, inner) : scalarsIn(item, inner)));
  }
  const style = styles[type];
  return style === undefined || range == null
    ? []
    : [
        {
          ...inner,
          style,
          start: range[0] ?? 0,
          end: range[1] ?? 0,
          hasProperties: tag !== undefined || anchor !== undefined,
        },
      ];
}

function scalarsInPair({ key, value }: Pair<AnyNode | null, AnyNode | null>, context: Context): YamlScalar[] {
  const keys = typeof key?.value === 'string' ? [...context.keys, key.value] : context.keys;
  return [...scalarsIn(key, { ...context, isKey: true }), ...scalarsIn(value, { ...context, keys })];
}
