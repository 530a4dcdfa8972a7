import type { Reference } from '../edits.ts';
import { lastLine, mentions, type FindReference, type Idiom, type Site, type SourceFile } from './idiom.ts';
import { grammarOf, hashComments, referencesByLiteral, tripleQuoted, type LiteralIdiom } from './literalIdiom.ts';
import { referencesInJson } from './json.ts';
import { referencesInYaml, taggedReferencesInYaml, yamlKeysAt, yamlScalarFinder } from './yaml.ts';

const braced = (variable: string) => `\${${variable}}`;
const withPrefix = (variable: string) => `\${env:${variable}}`;

/** Grafana and Vector. */
export const bracedYaml = substitution(braced, (file) => referencesInYaml(file, braced));
export const compose: Idiom = { ...bracedYaml, readsEnvFile: () => true };
/** The OpenTelemetry Collector. */
export const prefixedYaml = substitution(withPrefix, (file) => referencesInYaml(file, withPrefix));
/** Telegraf and Vector substitute variables in both kinds of quotes. TOML has no unquoted strings. */
export const bracedToml = substitution(braced, ({ text }) =>
  referencesByLiteral(text, (variable) => inToml(braced(variable))),
);
/** VS Code's own files, except for its settings. */
export const vsCodeJson = substitution(withPrefix, (file) => referencesInJson(file, withPrefix));
/** VS Code asks for the inputs of `mcp.json`. One that is declared for a token, but not used, is for this one. */
export const mcpJson: Idiom = {
  ...vsCodeJson,
  read: (file) => {
    const input = unusedInput(file.text);
    return input === undefined ? vsCodeJson.read(file) : referencesInJson(file, () => `\${input:${input}}`);
  },
};
export const springYaml = substitution(braced, (file) => unlessMentioned(file, referencesInYaml(file, braced)));
export const springProperties = substitution(braced, (file) =>
  unlessMentioned(
    file,
    referencesByLiteral(file.text, (variable) => ({
      grammar: /(?!)/g,
      bare: (before) => (/^\s*[^#!\s][^=:]*[=:]/.test(lastLine(before)) ? braced(variable) : undefined),
    })),
  ),
);

export const homeAssistant: Idiom = { read: (file) => taggedReferencesInYaml(file, '!env_var') };

/** GitHub offers secrets only in some parts of a workflow. */
export const gitHubActions: Idiom = {
  substitutes: true,
  read: (file) => {
    const { text } = file;
    const findScalar = yamlScalarFinder(file);
    const find = referencesInYaml(file, (variable) => `\${{ secrets.${variable} }}`, findScalar);
    return (site) => {
      const keys = findScalar(site)?.keys ?? yamlKeysAt(text, site.start);
      const parts = keys[0] === 'jobs' ? keys.slice(2) : keys;
      const isAllowed = ['env', 'with', 'run', 'secrets', 'credentials'].some((key) => parts.includes(key));
      // GitHub sets these names itself, and inside of an expression there is code.
      const isReserved = /^(?:GITHUB|ACTIONS|RUNNER)_/.test(site.variable);
      const before = text.slice(0, site.start);
      const isInExpression = before.lastIndexOf('${{') > before.lastIndexOf('}}');
      const isRefused = keys[0] === 'on' || keys.includes('matrix') || isReserved || isInExpression;
      return isAllowed && !isRefused ? find(site) : undefined;
    };
  },
};

function substitution(format: (variable: string) => string, read: (file: SourceFile) => FindReference): Idiom {
  return {
    substitutes: true,
    read: (file) => {
      const find = read(file);
      return (site) => {
        const start = expansionStart(file.text, site);
        return start === undefined ? find(site) : withoutDefault(file.text, start, site, format);
      };
    },
  };
}

/** A property that has the variable's name would refer to itself. */
function unlessMentioned({ text }: SourceFile, find: FindReference): FindReference {
  return (site) => (mentions(lastLine(text.slice(0, site.start)), site.variable) ? undefined : find(site));
}

/** Where the `${` before a token is, if it's still open. */
function expansionStart(text: string, { start }: Site): number | undefined {
  const line = lastLine(text.slice(0, start));
  const index = line.lastIndexOf('${');
  return index < 0 || line.includes('}', index) ? undefined : start - line.length + index;
}

/** `${X:-…}` already says which variable the value belongs to. */
function withoutDefault(
  text: string,
  start: number,
  site: Site,
  format: (variable: string) => string,
): Reference | undefined {
  const before = text.slice(start, site.start);
  const [, name] = /^\$\{(?:env:)?([A-Za-z_]\w*)(?::?-|:)$/.exec(before) ?? [];
  // Where names have a prefix, `${file:…}` is a file, not a default.
  const isPrefixed = format('').includes('env:') && /^\$\{\w+:$/.test(before);
  return isPrefixed || name === undefined || text[site.end] !== '}' || text[start - 1] === '$'
    ? undefined
    : { text: format(name), before, after: '}', variable: name };
}

function unusedInput(text: string): string | undefined {
  const [inputs = ''] = /"inputs"\s*:\s*\[[^\]]*\]/.exec(text) ?? [];
  const unused = [...inputs.matchAll(/"id"\s*:\s*"([^"\\]+)"/g)]
    .map(([, id = '']) => id)
    .filter((id) => /token|influx/i.test(id) && !text.includes(`\${input:${id}}`));
  return unused.length === 1 ? unused[0] : undefined;
}

/** Single-quoted strings have no escapes. */
const tomlGrammar = grammarOf(hashComments, tripleQuoted, String.raw`"(?:\\[^]|[^"\\\n])*"?|'[^'\n]*'?`);

function inToml(reference: string): LiteralIdiom {
  return {
    grammar: tomlGrammar,
    // Keys and the names of tables.
    isUnsuitable: (before, after) => /^[ \t]*[.=]/.test(after) || /^[ \t]*\[[^=]*$/.test(lastLine(before)),
    inside: { '"': reference, "'": reference },
  };
}
