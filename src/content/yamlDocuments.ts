import type { CST, Document } from 'yaml';

/** Parses YAML without recursion that is too deep for the stack, which would end the process. */
export interface YamlParser {
  /** The documents of a file, with their errors. Empty if the text is nested too deeply. */
  readonly parseDocuments: (text: string) => Document.Parsed[];
}

const maxNesting = 200;

export async function loadYamlParser(): Promise<YamlParser> {
  // In the bundle, a CommonJS package has only a default export.
  const { default: yaml } = await import('yaml');
  return {
    parseDocuments: (text) => {
      const tokens = [...new yaml.Parser().parse(text)];
      if (isNestedTooDeeply(tokens)) {
        return [];
      }
      const composer = new yaml.Composer({ logLevel: 'silent', merge: true, uniqueKeys: false });
      return [...composer.compose(tokens, false, text.length)];
    },
  };
}

function isNestedTooDeeply(tokens: readonly CST.Token[]): boolean {
  let level = tokens.flatMap((token) => ('value' in token ? (token.value ?? []) : []));
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxNesting) {
      return true;
    }
    level = level.flatMap((token) =>
      'items' in token ? token.items.flatMap(({ key, value }) => [key ?? [], value ?? []].flat()) : [],
    );
  }
  return false;
}
