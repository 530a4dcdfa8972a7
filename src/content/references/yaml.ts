import { lastLine } from './idiom.ts';
import { grammarOf, spacedHashComments, type LiteralIdiom } from './literalIdiom.ts';

const grammar = grammarOf(
  // An apostrophe inside a plain value doesn't start a string.
  spacedHashComments,
  String.raw`(?<![^\s[{,:])"(?:\\[^]|[^"\\\n])*"?`,
  String.raw`(?<![^\s[{,:])'(?:''|[^'\n])*'?`,
);

/** For programs that substitute variables after they parse the YAML, so a reference works in any quotes or none. */
export function inYaml(reference: string): LiteralIdiom {
  return {
    grammar,
    inside: { '"': reference, "'": reference },
    bare: (before, after) => bareInYaml(reference, before, after),
    // Keys, anchors, aliases, and the braces of `$__file{…}` have other meanings.
    isUnsuitable: (before, after) => /[&*]$|\$\w+\{$/.test(before) || /^[ \t]*:(?!\S)/.test(after),
  };
}

/** `!env_var` is a tag, so it replaces the whole value. */
export function taggedInYaml(tag: string, variable: string): LiteralIdiom {
  const reference = `${tag} ${variable}`;
  return {
    grammar,
    whole: { '"': reference, "'": reference },
    bare: () => reference,
    isUnsuitable: (before, after) =>
      !/^\s*(?:- )?[\w-]+:[ \t]+$/.test(lastLine(before)) || !/^[ \t]*(?:#.*)?(?:\r?\n|$)/.test(after),
  };
}

/** In a flow collection (`{ token: … }`), YAML would parse the braces of the reference, so it needs quotes there. */
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
