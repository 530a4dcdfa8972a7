import { Canceled } from '../../../src/core/errors.ts';
import type { Lifetime } from '../../../src/core/token/expiry.ts';
import type { TokenRecord } from '../../../src/core/token/tokenRecord.ts';
import type {
  Person,
  PickItem,
  Question,
  SelectableItem,
  SelectionQuestion,
  TextQuestion,
} from '../../../src/operations/person.ts';
import type { RotationDisplay } from '../../../src/operations/steps/runRotation.ts';
import { askToDeleteNewToken, confirmRecreate } from '../../../src/ui/rotation/newTokenQuestions.ts';
import { indexOfUrl } from './reports.ts';
import type { HistoryFixture } from './fixture.ts';

export interface Answers {
  readonly server: number;
  readonly choice: number;
  readonly isDeclined: boolean;
  readonly text: string | undefined;
}

/** Confirms what is asked, unless the answers say otherwise. */
export class SimulatedUser implements Person {
  readonly isExternal = false;
  readonly autoConfirm = false;
  readonly origin = {};
  readonly #fixture: HistoryFixture;
  readonly #answers: Answers;

  constructor(fixture: HistoryFixture, answers: Answers) {
    this.#fixture = fixture;
    this.#answers = answers;
  }

  async confirm(question: Question): Promise<void> {
    await this.choose(question);
  }

  confirmIfExternal(): Promise<void> {
    return Promise.resolve();
  }

  async choose({ message, detail = '', confirmLabel }: Question, ...alternatives: readonly string[]): Promise<string> {
    this.#fixture.reports.add(`${message} ${detail}`, this.#answers.server);
    await Promise.resolve();
    if (this.#answers.isDeclined) {
      throw new Canceled();
    }
    return this.#select([confirmLabel, ...alternatives]);
  }

  async text(question: TextQuestion): Promise<string> {
    await Promise.resolve();
    const { text } = this.#answers;
    if (text === undefined || question.rejection !== undefined || question.problem(text) !== undefined) {
      throw new Canceled();
    }
    return text;
  }

  async pick<Item extends PickItem>(items: readonly Item[]): Promise<Item> {
    await Promise.resolve();
    return this.#select(items);
  }

  async pickSeveral<Item extends SelectableItem>(question: SelectionQuestion<Item>): Promise<readonly Item[]> {
    const selected = [await this.pick(question.items)];
    if (question.problem(selected) !== undefined) {
      throw new Canceled();
    }
    return selected;
  }

  async pickToken(records: readonly TokenRecord[]): Promise<TokenRecord> {
    await Promise.resolve();
    return this.#select(records);
  }

  expiration(): Promise<Lifetime> {
    return Promise.resolve(this.#answers.choice % 4 === 3 ? 24 * 60 * 60 : undefined);
  }

  async progress<Result>(_title: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    return work(new AbortController().signal);
  }

  inform(message: string): void {
    this.#fixture.reports.add(message, this.#answers.server);
  }

  warn(message: string): void {
    this.#fixture.reports.add(message, this.#answers.server);
  }

  get display(): RotationDisplay {
    return {
      questions: ({ person, server }) => ({
        chooseOccurrences: () => Promise.resolve({ updates: [], skipped: [] }),
        chooseRetirement: () =>
          Promise.resolve(this.#select(['delete', 'delete', 'keep', { later: new Date() }] as const)),
        confirmRecreate: (record) => confirmRecreate(record, server, person),
        askToDeleteNewToken: (usage, journal) => askToDeleteNewToken(usage, journal, person),
      }),
      unsavedPaths: () => [],
      showResult: (journal, result) =>
        this.#fixture.count(`rotations ${journal.kind}: ${result.isUndone ? 'undone' : result.old}`),
      refreshFound: () => () => Promise.resolve(),
    };
  }

  #select<Item>(items: readonly Item[]): Item {
    const item = items[this.#answers.choice % Math.max(items.length, 1)];
    if (item === undefined) {
      throw new Canceled();
    }
    return item;
  }
}

export function answersFor(url: string, answers: Omit<Answers, 'server'>): Answers {
  return { ...answers, server: indexOfUrl(url) };
}
