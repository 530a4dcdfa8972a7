import type { Reference } from '../edits.ts';
import { lastLine, type FindReference, type Site, type SourceFile } from './idiom.ts';
import { grammarOf, referencesByLiteral, spacedHashComments, type LiteralIdiom } from './literalIdiom.ts';
import { readYamlScalars, type YamlScalar } from './yamlScalars.ts';

const grammar = grammarOf(
  // An apostrophe inside a plain value doesn't start a string.
  spacedHashComments,
  String.raw`(?<![^\s[{,:])"(?:\\[^]|[^"\\\n])*"?`,
  String.raw`(?<![^\s[{,:])'(?:''|[^'\n])*'?`,
);

/** Finds the key or value around an occurrence. @returns `undefined` if the file isn't valid YAML, or in a comment */
export function yamlScalarFinder({ parser, text }: SourceFile): (site: Site) => YamlScalar | undefined {
  const scalars = parser !== undefined && 'parseDocuments' in parser ? readYamlScalars(parser, text) : undefined;
  return (site) => scalars?.find(({ start, end }) => start <= site.start && site.end <= end);
}

/** For programs that substitute variables after they parse the YAML, so a reference works in any quotes or none. */
export function referencesInYaml(
  file: SourceFile,
  format: (variable: string) => string,
  findScalar = yamlScalarFinder(file),
): FindReference {
  const findByRule = referencesByLiteral(file.text, (variable) => inYaml(format(variable)));
  return (site) => {
    const scalar = findScalar(site);
    return scalar === undefined ? findByRule(site) : inScalar(format(site.variable), scalar, site, file.text);
  };
}

/** `!env_var` is a tag, so it replaces the whole value. */
export function taggedReferencesInYaml(file: SourceFile, tag: string): FindReference {
  const findScalar = yamlScalarFinder(file);
  const findByRule = referencesByLiteral(file.text, (variable) => taggedInYaml(`${tag} ${variable}`));
  return (site) => {
    const scalar = findScalar(site);
    if (scalar === undefined) {
      return findByRule(site);
    }
    const [before, after] = [file.text.slice(scalar.start, site.start), file.text.slice(site.end, scalar.end)];
    const isWhole =
      scalar.style === 'plain' ? before === '' && after === '' : /^["']$/.test(before) && after === before;
    return isWhole && !scalar.isKey && !scalar.isInFlow && !scalar.hasProperties
      ? { text: `${tag} ${site.variable}`, before, after }
      : undefined;
  };
}

function inScalar(reference: string, scalar: YamlScalar, site: Site, text: string): Reference | undefined {
  const isWhole = scalar.start === site.start && scalar.end === site.end;
  // In `$__file{…}`, there's a path.
  if (scalar.isKey || /\$\w+\{$/.test(text.slice(scalar.start, site.start))) {
    return undefined;
  }
  // In a flow collection (`{ token: … }`), YAML would parse the braces of the reference, so it needs quotes there.
  return scalar.isInFlow && scalar.style === 'plain'
    ? isWhole
      ? { text: `"${reference}"`, before: '', after: '' }
      : undefined
    : { text: reference, before: '', after: '' };
}

/** The rules for files that aren't valid YAML, and for comments. */
function inYaml(reference: string): LiteralIdiom {
  return {
    grammar,
    inside: { '"': reference, "'": reference },
    bare: (before, after) => bareInYaml(reference, before, after),
    // Keys, anchors, aliases, and the braces of `$__file{…}` have other meanings.
    isUnsuitable: (before, after) => /[&*]$|\$\w+\{$/.test(before) || /^[ \t]*:(?!\S)/.test(after),
  };
}

function taggedInYaml(reference: string): LiteralIdiom {
  return {
    grammar,
    whole: { '"': reference, "'": reference },
    bare: () => reference,
    isUnsuitable: (before, after) =>
      !/^\s*(?:- )?[\w-]+:[ \t]+$/.test(lastLine(before)) || !/^[ \t]*(?:#.*)?(?:\r?\n|$)/.test(after),
  };
}

function bareInYaml(reference: string, before: string, after: string): string | undefined {
  const lineBefore = lastLine(before);
  if (!/[[{]/.test(lineBefore.replace(/\$\{+[^{}]*\}+/g, '')) && !/^\s*[,\]}]/.test(after)) {
    return /^\s*:(?!\S)/.test(after) ? undefined : reference;
  }
  return /[[{,:]\s*$|^\s*$/.test(lineBefore) && /^\s*(?:[,\]}]|$)/.test(after) ? `"${reference}"` : undefined;
}

/** The keys that contain a line, by its indentation, the outermost first. */
export function yamlKeysAt(text: string, start: number): string[] {
  const lines = text.slice(0, start).split('\n');
  const keys: string[] = [];
  let indentation = Infinity;
  for (const line of lines.reverse()) {
    const [, spaces = '', key] = /^([ \t]*(?:- +)*)(?:["']?([\w.-]+)["']?\s*:(?=\s|$))?/.exec(line) ?? [];
    if (key !== undefined && spaces.length < indentation) {
      keys.unshift(key);
      indentation = spaces.length;
    }
  }
  return keys;
}
