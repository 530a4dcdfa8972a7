import type { BrowserContext, Page } from 'playwright-core';
import type { Evidence } from './findings.ts';
import { bindingName, pageScript, storageScript } from './pageScript.ts';

/** A page that was closed or crashed answers no more. */
const answerMilliseconds = 5000;

/** Records what a browser's pages show and store, from the time before they load. */
export class PageRecording {
  readonly #texts = new Map<string, Set<string>>();
  readonly #pages: () => readonly Page[];

  private constructor(context: BrowserContext) {
    this.#pages = () => context.pages();
  }

  static async start(context: BrowserContext): Promise<PageRecording> {
    const recording = new PageRecording(context);
    await context.exposeBinding(bindingName, (_, texts: readonly [string, string][]) =>
      texts.forEach(([surface, text]) => recording.#record(surface, text)),
    );
    await context.addInitScript(pageScript);
    context.on('console', (message) => recording.#record('console', message.text()));
    context.on('request', (request) => recording.#record('URL', request.url()));
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
    const shown = [...this.#texts].map(([surface, texts]) => ({
      surface,
      place: 'window',
      content: [...texts].join('\n'),
    }));
    return [...shown, ...stored];
  }

  #record(surface: string, text: string): void {
    const texts = this.#texts.get(surface);
    if (texts === undefined) this.#texts.set(surface, new Set([text]));
    else texts.add(text);
  }
}

async function answerOf<Value>(answer: Promise<Value>): Promise<Value | undefined> {
  const timeout = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), answerMilliseconds).unref();
  });
  return await Promise.race([answer.catch(() => undefined), timeout]);
}
