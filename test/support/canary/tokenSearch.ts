import { decodings, encodedForms, type EncodedForm } from './encodings.ts';
import type { KnownToken } from './knownTokens.ts';

export interface Found {
  readonly name: string;
  readonly encoding: string;
}

// Each part of 20 or more characters contains 11 that start at a multiple of 10. Only those are looked up.
const sampleLength = 11;
const sampleStep = 10;

/** A token that nothing registered, such as one that a test wrote itself. Placeholders repeat a character. */
const unregistered = /apiv3_(?!([\w-])\1{9})[\w-]{20,}/;

/** Finds known tokens, or parts of them with 20 or more characters, in any of the encodings. */
export class TokenSearch {
  readonly #forms: { readonly name: string; readonly form: EncodedForm }[] = [];
  /** Samples, and where forms contain them: the form's index times 1,000, plus the offset. Mostly only one does. */
  readonly #positions = new Map<string, number | number[]>();

  constructor(known: readonly KnownToken[]) {
    for (const { name, token } of known) {
      encodedForms(token).forEach((form) => this.#add(name, form));
    }
  }

  /** Each token once for each form. Never contains a part of a token. */
  find(content: string | Uint8Array): Found[] {
    const text = Buffer.from(content as Uint8Array).toString('latin1');
    const found = new Map<string, Found>();
    // The text as it stands comes first: what is found there is found again where escapes elsewhere are decoded.
    for (const { encoding: outer, text: decoded } of decodings(text)) {
      for (const { name, encoding } of this.#findIn(decoded)) {
        const key = `${name}\n${encoding}`;
        const parts = encoding === 'plain' && outer !== '' ? [outer] : [outer, encoding];
        if (!found.has(key)) found.set(key, { name, encoding: parts.filter((part) => part !== '').join(', ') });
      }
    }
    if (found.size > 0 || !unregistered.test(text)) return [...found.values()];
    return [{ name: 'an unregistered token', encoding: 'plain' }];
  }

  #add(name: string, form: EncodedForm): void {
    const index = this.#forms.push({ name, form }) - 1;
    for (let offset = 0; offset + sampleLength <= form.text.length; offset++) {
      const sample = form.text.slice(offset, offset + sampleLength);
      const positions = this.#positions.get(sample);
      const position = index * 1000 + offset;
      if (positions === undefined) this.#positions.set(sample, position);
      else if (typeof positions === 'number') this.#positions.set(sample, [positions, position]);
      else positions.push(position);
    }
  }

  *#findIn(text: string): Generator<Found> {
    for (let start = 0; start + sampleLength <= text.length; start += sampleStep) {
      const positions = this.#positions.get(text.slice(start, start + sampleLength)) ?? [];
      for (const position of typeof positions === 'number' ? [positions] : positions) {
        const entry = this.#forms[Math.floor(position / 1000)];
        if (entry !== undefined && commonLength(text, start, entry.form.text, position % 1000) >= entry.form.shortest) {
          yield { name: entry.name, encoding: entry.form.encoding };
        }
      }
    }
  }
}

/** The length of the part around two positions in which two texts are equal. */
function commonLength(one: string, onePosition: number, other: string, otherPosition: number): number {
  let before = 0;
  while (
    before < Math.min(onePosition, otherPosition) &&
    one[onePosition - before - 1] === other[otherPosition - before - 1]
  ) {
    before++;
  }
  let after = 0;
  while (otherPosition + after < other.length && one[onePosition + after] === other[otherPosition + after]) {
    after++;
  }
  return before + after;
}
