import type { BrowserContext, Page } from 'playwright-core';
import type { Evidence } from './findings.ts';
import { bindingName, pageScript, storageScript } from './pageScript.ts';

/** A page that was closed or crashed answers no more. */
const answerMilliseconds = 5000;

/** Records what a browser's pages show and store, from the time before they load. */
export class PageRecording {
  /** By surface and place. */
  readonly #texts = new Map<string, Omit<Evidence, 'content'> & { readonly texts: Set<string> }>();
  readonly #pages: () => readonly Page[];

  private constructor(context: BrowserContext) {
    this.#pages = () => context.pages();
  }

  static async start(context: BrowserContext): Promise<PageRecording> {
    const recording = new PageRecording(context);
    await context.exposeBinding(bindingName, (_, texts: readonly [string, string, string][]) =>
      texts.forEach(([surface, place, text]) => recording.#record(surface, place, text)),
    );
    await context.addInitScript(pageScript);
    context.on('console', (message) => recording.#record('console', 'window', message.text()));
    context.on('request', (request) => recording.#record('URL', 'window', request.url()));
    return recording;
  }

  /** Before the browser is closed. */
  async evidence(): Promise<Evidence[]> {
    const stored: Evidence[] = [];
    for (const page of this.#pages()) {
      await answerOf(page.evaluate('globalThis.flushShownTexts?.()'));
      const texts = (await answerOf(page.evaluate<[string, string][]>(storageScript))) ?? [];
      stored.push(...texts.map(([place, content]) => ({ surface: 'browser storage', place, content })));
    }
    const shown = [...this.#texts.values()].map(({ surface, place, texts }) => ({
      surface,
      place,
      content: [...texts].join('\n'),
    }));
    return [...shown, ...stored];
  }

  #record(surface: string, place: string, text: string): void {
    const key = `${surface} ${place}`;
    const known = this.#texts.get(key) ?? { surface, place, texts: new Set() };
    known.texts.add(text);
    this.#texts.set(key, known);
  }
}

async function answerOf<Value>(answer: Promise<Value>): Promise<Value | undefined> {
  const timeout = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), answerMilliseconds).unref();
  });
  return await Promise.race([answer.catch(() => undefined), timeout]);
}
