import assert from 'node:assert/strict';
import { Canceled } from '../../../../src/core/errors.ts';
import type { Lifetime } from '../../../../src/core/token/expiry.ts';
import type { TokenRecord } from '../../../../src/core/token/tokenRecord.ts';
import {
  WentBack,
  type Person,
  type PickItem,
  type PickOptions,
  type Question,
  type SelectableItem,
  type SelectionQuestion,
  type TextQuestion,
} from '../../../../src/operations/person.ts';

/** One answer of a script. `cancel` closes the prompt, and `back` selects its Back button. */
export type Answer =
  | 'cancel'
  | 'back'
  | { readonly confirm: true }
  | { readonly choose: string }
  /** The text is entered; it must be valid, unless `rejected` says that the prompt rejects it. */
  | { readonly text: string; readonly rejected?: true }
  | { readonly pick: string }
  /** What is selected, in any order; it must be valid, unless `rejected` says that the prompt rejects it. */
  | { readonly select: readonly string[]; readonly rejected?: true }
  | { readonly pickToken: string }
  | { readonly expiration: Lifetime };

interface ListQuestion extends PickOptions {
  readonly title: string;
  readonly labels: readonly string[];
  /** The labels that are selected at first. */
  readonly selected?: readonly string[];
  readonly rejection?: string | undefined;
  /** The expiration that is offered first. */
  readonly previous?: { readonly lifetime: Lifetime } | undefined;
}

export interface Asked {
  readonly kind: 'confirm' | 'text' | 'pick' | 'pickSeveral' | 'pickToken' | 'expiration';
  readonly question: Question | TextQuestion | ListQuestion;
}

/** Answers questions from a script, in order, and fails on any other. `done` checks that all answers were used. */
export class ScriptedPerson implements Person {
  readonly autoConfirm: boolean;
  readonly isExternal: boolean;
  readonly origin = { command: 'influxdb3Tokens.test', caller: 'palette' } as const;
  readonly asked: Asked[] = [];
  readonly informed: string[] = [];
  readonly warnings: string[] = [];
  readonly progressTitles: string[] = [];
  /** Called at the start of each progress, for example, to abort it. */
  onProgress: ((title: string, abort: AbortController) => void) | undefined;
  #answers: Answer[];

  constructor(answers: readonly Answer[] = [], { isExternal = false, autoConfirm = false } = {}) {
    this.#answers = [...answers];
    this.isExternal = isExternal;
    this.autoConfirm = autoConfirm;
  }

  done(): void {
    assert.deepEqual(this.#answers, [], 'answers that no question asked for');
  }

  /** The questions that were asked with a dialog. */
  get questions(): readonly Question[] {
    return this.asked.filter(({ kind }) => kind === 'confirm').map(({ question }) => question as Question);
  }

  async confirm(question: Question): Promise<void> {
    await this.choose(question);
  }

  async confirmIfExternal(question: Question): Promise<void> {
    if (this.isExternal) {
      await this.confirm(question);
    }
  }

  async choose(question: Question, ...alternatives: readonly string[]): Promise<string> {
    if (this.autoConfirm) {
      return question.confirmLabel;
    }
    this.asked.push({ kind: 'confirm', question });
    const answer = this.#next(`confirm: ${question.message}`);
    if ('confirm' in answer) {
      return question.confirmLabel;
    }
    assert.ok('choose' in answer, `expected an answer to: ${question.message}`);
    assert.ok([question.confirmLabel, ...alternatives].includes(answer.choose), `"${answer.choose}" isn't offered`);
    await Promise.resolve();
    return answer.choose;
  }

  async text(question: TextQuestion): Promise<string> {
    this.asked.push({ kind: 'text', question });
    for (;;) {
      const answer = this.#next(`text: ${question.title}`, question);
      assert.ok('text' in answer, `expected a text for: ${question.title}`);
      const problem = question.problem(answer.text);
      assert.equal(problem !== undefined, answer.rejected === true, problem ?? `"${answer.text}" is accepted`);
      if (problem === undefined) {
        await Promise.resolve();
        return answer.text;
      }
    }
  }

  async pick<Item extends PickItem>(
    items: readonly Item[],
    title: string,
    _placeholder: string,
    options: PickOptions = {},
  ): Promise<Item> {
    this.asked.push({ kind: 'pick', question: { title, labels: items.map(({ label }) => label), ...options } });
    const answer = this.#next(`pick: ${title}`, options);
    assert.ok('pick' in answer, `expected a pick for: ${title}`);
    const item = items.find(({ label }) => label === answer.pick);
    assert.ok(item !== undefined, `"${answer.pick}" isn't offered`);
    await Promise.resolve();
    return item;
  }

  async pickSeveral<Item extends SelectableItem>(question: SelectionQuestion<Item>): Promise<readonly Item[]> {
    const { title, items, rejection } = question;
    const labelsOf = (some: readonly Item[]) => some.map(({ label }) => label);
    const selected = labelsOf(items.filter(({ isSelected }) => isSelected === true));
    this.asked.push({ kind: 'pickSeveral', question: { title, labels: labelsOf(items), selected, rejection } });
    for (;;) {
      const answer = this.#next(`pickSeveral: ${title}`, question);
      assert.ok('select' in answer, `expected a selection for: ${title}`);
      const offered = labelsOf(items);
      assert.deepEqual(
        answer.select.filter((label) => !offered.includes(label)),
        [],
      );
      const chosen = items.filter(({ label }) => answer.select.includes(label));
      const reason = question.problem(chosen);
      assert.equal(reason !== undefined, answer.rejected === true, reason ?? 'the selection is accepted');
      if (reason === undefined) {
        await Promise.resolve();
        return chosen;
      }
    }
  }

  async pickToken(records: readonly TokenRecord[], title: string): Promise<TokenRecord> {
    this.asked.push({ kind: 'pickToken', question: { title, labels: records.map(({ name }) => name) } });
    const answer = this.#next(`pickToken: ${title}`);
    assert.ok('pickToken' in answer, `expected a token for: ${title}`);
    const record = records.find(({ name }) => name === answer.pickToken);
    assert.ok(record !== undefined, `"${answer.pickToken}" isn't offered`);
    await Promise.resolve();
    return record;
  }

  async expiration(
    title: string,
    previous?: { readonly lifetime: Lifetime },
    options: PickOptions = {},
  ): Promise<Lifetime> {
    this.asked.push({ kind: 'expiration', question: { title, labels: [], previous } });
    const answer = this.#next(`expiration: ${title}`, options);
    assert.ok('expiration' in answer, `expected an expiration for: ${title}`);
    await Promise.resolve();
    return answer.expiration;
  }

  async progress<Result>(title: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    this.progressTitles.push(title);
    const abort = new AbortController();
    const running = work(abort.signal);
    const canceled = new Promise<never>((_resolve, reject) => {
      abort.signal.addEventListener('abort', () => reject(new Canceled()));
    });
    canceled.catch(() => undefined);
    running.catch(() => undefined);
    this.onProgress?.(title, abort);
    return Promise.race([running, canceled]);
  }

  inform(message: string): void {
    this.informed.push(message);
  }

  warn(message: string): void {
    this.warnings.push(message);
  }

  #next(question: string, { canGoBack }: { readonly canGoBack?: boolean } = {}): Exclude<Answer, string> {
    const answer = this.#answers.shift();
    assert.ok(answer !== undefined, `unexpected question: ${question}`);
    if (answer === 'cancel') {
      throw new Canceled();
    }
    if (answer === 'back') {
      assert.equal(canGoBack, true, `no Back button: ${question}`);
      throw new WentBack();
    }
    return answer;
  }
}
