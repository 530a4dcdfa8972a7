import type { Document, Pair } from 'yaml';
import type { YamlParser } from '../yamlDocuments.ts';
import { tokenKey, type EmptySlot } from './emptySlot.ts';

/** What is needed of a node, whatever its kind. */
interface AnyNode {
  readonly type?: string;
  readonly range?: readonly number[] | null;
  readonly items?: readonly (AnyNode | AnyPair)[];
  readonly tag?: string;
  readonly anchor?: string;
  readonly value?: unknown;
}
type AnyPair = Pair<AnyNode | null, AnyNode | null>;

interface Place {
  readonly isSecret: boolean;
  /** The key whose value contains the mapping. */
  readonly parent: string;
}

/** Texts in the same mapping that say what a key is for. */
interface Siblings {
  readonly type: string;
  readonly label: string;
}

export interface SlotsInYaml {
  readonly slots: readonly EmptySlot[];
  /** Ranges of block scalars, which often contain another file. */
  readonly embedded: readonly { readonly start: number; readonly end: number }[];
}

const isTokenKey = new RegExp(`^${tokenKey}$`, 'i');
const listItem = new RegExp(`^${tokenKey}=$`, 'i');
const headerKey = /^httpHeaderValue\d+$/;
const scheme = /^(Bearer|Token)?\s*$/i;

/** @returns `undefined` unless all of the file is valid YAML, which templates aren't */
export function slotsInYamlDocuments({ parseDocuments }: YamlParser, text: string): SlotsInYaml | undefined {
  const documents = parseDocuments(text);
  return documents.length === 0 || documents.some(({ errors }) => errors.length > 0)
    ? undefined
    : new SlotFinder(text).find(documents);
}

class SlotFinder {
  readonly #text: string;
  readonly #slots: EmptySlot[] = [];
  readonly #embedded: { start: number; end: number }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  find(documents: readonly Document[]): SlotsInYaml {
    for (const { contents } of documents) {
      const root = contents as AnyNode | null;
      const kind = pairsOf(root).find(({ key }) => key?.value === 'kind')?.value?.value;
      this.#read(root, { isSecret: kind === 'Secret', parent: '' });
    }
    return { slots: this.#slots.toSorted((one, other) => one.start - other.start), embedded: this.#embedded };
  }

  #read(node: AnyNode | null, place: Place): void {
    const [start = 0, end = 0] = node?.range ?? [];
    if (node?.type === 'BLOCK_LITERAL' || node?.type === 'BLOCK_FOLDED') {
      this.#embedded.push({ start, end });
    }
    const pairs = pairsOf(node);
    const siblings = siblingsIn(pairs);
    for (const pair of pairs) {
      const name = typeof pair.key?.value === 'string' ? pair.key.value : '';
      if (isKnown(name, place, siblings)) {
        this.#addValue(pair, place.parent === 'secureJsonData' && headerKey.test(name));
      }
      this.#read(pair.value, { ...place, parent: name });
    }
    for (const item of node?.items ?? []) {
      if (!('key' in item)) {
        this.#addListItem(item);
        this.#read(item, place);
      }
    }
  }

  /** `- INFLUX_TOKEN=` */
  #addListItem({ value, range, type }: AnyNode): void {
    const [start = 0, end = 0] = range ?? [];
    if (typeof value === 'string' && listItem.test(value) && this.#text.slice(start, end).includes(value)) {
      const position = type === 'PLAIN' ? end : end - 1;
      this.#slots.push({ start: position, end: position, before: '', after: '' });
    }
  }

  #addValue({ key, value }: AnyPair, isHeader: boolean): void {
    const [start = 0, end = 0] = value?.range ?? [];
    const [, word] = scheme.exec(typeof value?.value === 'string' ? value.value : '') ?? [];
    const isEmpty = value?.value === null || (typeof value?.value === 'string' && scheme.test(value.value));
    if (value?.range == null || !isEmpty || value.tag !== undefined || value.anchor !== undefined) {
      return;
    }
    if ((word !== undefined && !isHeader) || (value.type ?? '').startsWith('BLOCK')) {
      return;
    }
    const before = isHeader ? `${word ?? 'Bearer'} ` : '';
    const source = this.#text.slice(start, end);
    if (/^["']/.test(source)) {
      this.#slots.push({ start: start + 1, end: end - 1, before, after: '' });
    } else if (source !== '') {
      this.#slots.push({ start, end, before, after: '' });
    } else {
      const colon = this.#text.indexOf(':', key?.range?.[1] ?? start) + 1;
      // The space before a comment stays, and spaces at the end of the line are replaced.
      const [blank = ''] = /^[ \t]*(?=\r?$)/m.exec(this.#text.slice(colon, colon + 2000).split('\n', 1)[0] ?? '') ?? [];
      this.#slots.push({ start: colon, end: colon + blank.length, before: ` ${before}`, after: '' });
    }
  }
}

function isKnown(name: string, { isSecret, parent }: Place, { type, label }: Siblings): boolean {
  return (
    (parent === 'secureJsonData' && headerKey.test(name)) ||
    // Kubernetes expects base64 under `data` of a Secret.
    (isTokenKey.test(name) && !(isSecret && parent === 'data')) ||
    (name === 'token' && (parent === 'secureJsonData' || /influx/i.test(parent) || /^influx/i.test(type))) ||
    (name === 'value' && isTokenKey.test(label))
  );
}

function siblingsIn(pairs: readonly AnyPair[]): Siblings {
  const textOf = (key: string) => {
    const value = pairs.find((pair) => pair.key?.value === key)?.value?.value;
    return typeof value === 'string' ? value : '';
  };
  return { type: textOf('type'), label: textOf('name') };
}

function pairsOf(node: AnyNode | null): AnyPair[] {
  return (node?.items ?? []).filter((item) => 'key' in item);
}
