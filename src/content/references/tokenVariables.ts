import { createHash } from 'node:crypto';
import { variableNamedBeside } from './nameBeside.ts';

/** The environment variable from which the server's own CLI reads its token. */
export const tokenVariable = 'INFLUXDB3_AUTH_TOKEN';

/** The SHA-512 of each variable's value in the env file that a file is used with. */
export type EnvironmentFile = ReadonlyMap<string, string>;

interface VariableSources {
  /** See `Idiom`. */
  readonly substitutes: boolean;
  readonly sharesVariables: boolean;
  readonly environmentFile: EnvironmentFile;
}

/** A file with more tokens isn't a configuration. */
const maxTokens = 50;
const maxOccurrences = 500;
const tokenPattern = /apiv3_[\w-]{20,}/g;
const name = String.raw`(?<![\w$])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?!\w)`;
/** What precedes a default: `${X:-`. */
const defaultBefore = new RegExp(String.raw`\$\{(?:env:)?(${name}):?-?$`);
/** What precedes a value: `X: ` or `X=`. */
const keyBefore = new RegExp(String.raw`(?:^|[\s"'{,-])(${name})["']?\s*[:=]\s*["']?$`);
/** What can be between a variable and its value or default. */
const assignment =
  /^(?:(?:[ \t]*:[ \t]*|[ \t]+)[A-Za-z][\w.<>[\]?|]*(?=[ \t]*=)|["'\])]*)\s*(?:[:=,|?>+-]{1,3}|or\b)?\s*["'\x60]?/;

/** Names a variable for each token: one that already stands for that token, or else one that stands for no other. */
export class TokenVariables {
  readonly #text: string;
  readonly #sources: VariableSources;
  #assigned: ReadonlyMap<string, string> | undefined;
  #others: readonly { readonly found: string; readonly other: string }[] | undefined;

  constructor(text: string, sources: VariableSources) {
    this.#text = text;
    this.#sources = sources;
  }

  /**
   * The best variable first. Where the code doesn't allow that one, for example because it sets it, another one may do.
   * @param nameOf is called if the usual variable is for another token
   */
  variablesFor(token: string, nameOf: () => string | undefined): string[] {
    this.#assigned ??= this.#assign();
    const inFile = [...this.#assigned].filter(([other]) => other === token || !token.startsWith(other));
    const index = inFile.findIndex(([other]) => other === token);
    const earlier = index < 0 ? inFile : inFile.slice(0, index);
    if (inFile.length > maxTokens) {
      return [];
    }
    const inUse = this.#nameInUse(token);
    const isBeside = inUse !== undefined && !this.#sources.environmentFile.has(inUse) && !this.#sources.substitutes;
    return inUse !== undefined && !isBeside
      ? [inUse]
      : [
          ...(inUse === undefined ? [] : [inUse]),
          this.#newName(token, new Set(earlier.map(([, used]) => used)), nameOf),
        ];
  }

  #assign(): Map<string, string> {
    const assigned = new Map<string, string>();
    const taken = new Set<string>();
    for (const token of [...new Set(this.#text.match(tokenPattern) ?? [])].slice(0, maxTokens + 1)) {
      const variable = this.#nameInUse(token) ?? this.#newName(token, taken, () => undefined);
      assigned.set(token, variable);
      taken.add(variable);
    }
    return assigned;
  }

  #newName(token: string, taken: ReadonlySet<string>, nameOf: () => string | undefined): string {
    const isSuitable = (one: string) => !taken.has(one) && this.#isFree(one, token);
    if (isSuitable(tokenVariable)) {
      return tokenVariable;
    }
    const suffix = (nameOf() ?? '')
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, '_')
      .replace(/^_|_$/g, '')
      .slice(0, 60);
    if (suffix !== '' && isSuitable(`INFLUXDB3_TOKEN_${suffix}`)) {
      return `INFLUXDB3_TOKEN_${suffix}`;
    }
    let number = 2;
    while (!isSuitable(`${tokenVariable}_${number}`)) {
      number += 1;
    }
    return `${tokenVariable}_${number}`;
  }

  #nameInUse(token: string): string | undefined {
    const hash = hashOf(token);
    const inEnvironmentFile = [...this.#sources.environmentFile].filter(([, value]) => value === hash);
    const inText = this.#namesBefore(token).filter((one) => this.#isFree(one, token));
    const names = [...inEnvironmentFile.map(([one]) => one), ...inText];
    return names.includes(tokenVariable) ? tokenVariable : names[0];
  }

  #namesBefore(token: string): string[] {
    const names: string[] = [];
    for (let index = this.#text.indexOf(token); index >= 0; index = this.#text.indexOf(token, index + token.length)) {
      names.push(...this.#nameBefore(index, index + token.length));
    }
    return names.filter((found) => !this.#isNameOfOther(found, token));
  }

  #nameBefore(start: number, end: number): string[] {
    const { substitutes, sharesVariables } = this.#sources;
    const before = this.#text.slice(Math.max(0, start - 200), start);
    const found = substitutes
      ? keyOf(before, this.#text.slice(end, end + 40))
      : variableNamedBeside(before, { sharesVariables });
    return found === undefined ? [] : [found];
  }

  /** Whether a name in code, which isn't that of the variable, is beside another token too. */
  #isNameOfOther(found: string, token: string): boolean {
    this.#others ??= [...this.#text.matchAll(tokenPattern)]
      .slice(0, maxOccurrences)
      .flatMap(({ index, 0: other }) =>
        this.#nameBefore(index, index + other.length).map((one) => ({ found: one, other })),
      );
    return (
      !this.#sources.substitutes &&
      this.#others.some((one) => one.found === found && one.other !== token && !token.startsWith(one.other))
    );
  }

  /** Whether neither the env file nor the text uses a variable for anything but this token. */
  #isFree(variable: string, token: string): boolean {
    const value = this.#sources.environmentFile.get(variable);
    if (value !== undefined) {
      return value === hashOf(token);
    }
    const mentions = this.#text.includes(variable)
      ? [...this.#text.matchAll(new RegExp(String.raw`(?<!\w)${variable}(?!\w)`, 'g'))]
      : [];
    const uses = mentions.map(({ index }) => {
      const after = this.#text.slice(index + variable.length, index + variable.length + 50 + token.length);
      const isAssignment = after.startsWith(token, assignment.exec(after)?.[0].length);
      // In code, a name without quotes is the constant that is assigned elsewhere.
      const isConstant =
        !this.#sources.substitutes &&
        !/["'`$.{]/.test(this.#text[index - 1] ?? '') &&
        !/^(?:["'`]|[ \t]*(?::?[ \t]*\w[\w.]*[ \t]*)?[:?|+]*=(?!=))/.test(after);
      return { isAssignment, isConstant };
    });
    return (
      uses.every(({ isAssignment, isConstant }) => isAssignment || isConstant) &&
      (uses.length === 0 || uses.some(({ isAssignment }) => isAssignment))
    );
  }
}

/** The variable that a value or default belongs to where values come from outside. */
function keyOf(before: string, after: string): string | undefined {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const isWhole = /^["']?[ \t]*(?:$|[\r\n,}\]#])/.test(after);
  return defaultBefore.exec(line)?.[1] ?? (isWhole ? keyBefore.exec(line)?.[1] : undefined);
}

function hashOf(value: string): string {
  return createHash('sha512').update(value).digest('hex');
}

/** @returns the variables that an env file sets, each with the SHA-512 of its value */
export function readEnvironmentFile(text: string): EnvironmentFile {
  const lines = text.matchAll(
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#]*))/gm,
  );
  return new Map(
    [...lines].map(([, variable = '', inDouble, inSingle, bare = '']) => [
      variable,
      hashOf(inDouble ?? inSingle ?? bare),
    ]),
  );
}
