import type { Reference } from '../edits.ts';
import { lastLine, mentions, type Idiom, type Site } from './idiom.ts';
import {
  grammarOf,
  hashComments,
  referencesByLiteral,
  slashComments,
  tripleQuoted,
  type LiteralIdiom,
} from './literalIdiom.ts';
import { inYaml, taggedInYaml, yamlKeysAt } from './yaml.ts';

const braced = (variable: string) => `\${${variable}}`;
const withPrefix = (variable: string) => `\${env:${variable}}`;

/** Grafana and Vector. */
export const bracedYaml = substitution(braced, inYaml);
export const compose: Idiom = { ...bracedYaml, readsEnvFile: () => true };
/** The OpenTelemetry Collector. */
export const prefixedYaml = substitution(withPrefix, inYaml);
/** Telegraf and Vector substitute variables in both kinds of quotes. TOML has no unquoted strings. */
export const bracedToml = substitution(braced, inToml);
/** VS Code's own files, except for its settings. */
export const vsCodeJson = substitution(withPrefix, inJson);
/** VS Code asks for the inputs of `mcp.json`. One that is declared for a token, but not used, is for this one. */
export const mcpJson: Idiom = {
  ...vsCodeJson,
  read: (file) => {
    const find = vsCodeJson.read(file);
    const input = unusedInput(file.text);
    const findInput = referencesByLiteral(file.text, () => inJson(`\${input:${input ?? ''}}`));
    return input === undefined ? find : findInput;
  },
};
export const springYaml = substitution(braced, (reference, variable) => {
  const yaml = inYaml(reference);
  return {
    ...yaml,
    isUnsuitable: (before, after) =>
      yaml.isUnsuitable?.(before, after) === true || mentions(lastLine(before), variable),
  };
});
export const springProperties = substitution(braced, (reference, variable) => ({
  grammar: /(?!)/g,
  bare: (before) => (/^\s*[^#!\s][^=:]*[=:]/.test(lastLine(before)) ? reference : undefined),
  isUnsuitable: (before) => mentions(lastLine(before), variable),
}));

export const homeAssistant: Idiom = {
  read: ({ text }) => referencesByLiteral(text, (variable) => taggedInYaml('!env_var', variable)),
};

/** GitHub offers secrets only in some parts of a workflow. */
export const gitHubActions: Idiom = {
  substitutes: true,
  read: ({ text }) => {
    const find = referencesByLiteral(text, (variable) => inYaml(`\${{ secrets.${variable} }}`));
    return (site) => {
      const keys = yamlKeysAt(text, site.start);
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

function substitution(
  format: (variable: string) => string,
  literals: (reference: string, variable: string) => LiteralIdiom,
): Idiom {
  return {
    substitutes: true,
    read: ({ text }) => {
      const find = referencesByLiteral(text, (variable) => literals(format(variable), variable));
      return (site) => {
        const start = expansionStart(text, site);
        return start === undefined ? find(site) : withoutDefault(text, start, site, format);
      };
    },
  };
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

const jsonGrammar = grammarOf(slashComments, String.raw`"(?:\\[^]|[^"\\\n])*"?`);

function inJson(reference: string): LiteralIdiom {
  return {
    grammar: jsonGrammar,
    inside: { '"': reference },
    isUnsuitable: (before, after) => /^\s*:/.test(after) || /"inputs"\s*:\s*\[[^\]]*$/.test(before),
  };
}
