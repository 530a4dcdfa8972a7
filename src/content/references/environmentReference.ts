import type { Token } from '../../core/token/token.ts';
import type { Reference } from '../edits.ts';
import type { FileParser, FindReference } from './idiom.ts';
import { idiomOfFile } from './idiomOfFile.ts';

import { TokenVariables, type EnvironmentFile } from './tokenVariables.ts';

export interface ReferenceContext {
  readonly parser?: FileParser | undefined;
  readonly environmentFile?: EnvironmentFile | undefined;
  readonly tokenName?: string | undefined;
  /** Names a token if there are several, for which `tokenName` isn't enough. */
  readonly nameOf?: ((token: Token) => string | undefined) | undefined;
}

/** In characters. Longer files are seldom written by hand, and each token requires another pass over the file. */
const maxFileLength = 100_000;
const nothing = () => undefined;

/** Reads a file once, for all tokens in it. The result finds the reference that could replace a token. */
export function referencesIn(
  path: string,
  text: string,
  { parser, environmentFile = new Map(), tokenName }: ReferenceContext,
): (start: number, end: number, nameOf?: () => string | undefined) => Reference | undefined {
  // A byte order mark would be a part of the first word.
  const code = text.replace(/^(?:\ufeff|\u00ef\u00bb\u00bf)/, (mark) => '\n'.repeat(mark.length));
  const slashed = path.replaceAll('\\', '/');
  const idiom = code.length > maxFileLength ? undefined : idiomOfFile(slashed, code);
  if (idiom === undefined) {
    return nothing;
  }
  const { substitutes = false, sharesVariables = false } = idiom;
  const variables = new TokenVariables(code, { substitutes, sharesVariables, environmentFile });
  let find: FindReference | undefined;
  let readsEnvFile: boolean | undefined;
  return (start, end, nameOf = () => tokenName) => {
    find ??= idiom.read({ path: slashed, text: code, parser }) ?? nothing;
    // After a backslash or a dollar sign, a reference would mean something else.
    if (/[\\$]/.test(code[start - 1] ?? '')) {
      return undefined;
    }
    for (const variable of variables.variablesFor(code.slice(start, end), nameOf)) {
      const reference = find({ start, end, variable });
      if (reference !== undefined) {
        const read = reference.variable ?? variable;
        readsEnvFile ??= idiom.readsEnvFile?.(code) === true;
        return reference.text.includes(read) ? { ...reference, variable: read, readsEnvFile } : reference;
      }
    }
    return undefined;
  };
}

export function referenceFor(
  path: string,
  text: string,
  start: number,
  end: number,
  context: ReferenceContext = {},
): Reference | undefined {
  return referencesIn(path, text, context)(start, end);
}

/** Any word that isn't in the file works, because only the text around it matters. */
const placeholder = 'tokenThatIsInserted';

/** Like {@link referenceFor}, for a token that isn't in the file yet and will replace the text from start to end. */
export function referenceToInsert(
  path: string,
  text: string,
  start: number,
  end: number,
  context: ReferenceContext = {},
): Reference | undefined {
  const file = text.slice(0, start) + placeholder + text.slice(end);
  return referenceFor(path, file, start, start + placeholder.length, context);
}
