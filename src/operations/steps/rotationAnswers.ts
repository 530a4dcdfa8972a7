import type { Confirmer } from '../../ui/prompts/confirmer.ts';

/** The answers that came as arguments, and the confirmer for the other questions. */
export interface Answers {
  readonly confirmer: Confirmer;
  /** `all`: the occurrences that are selected by default. */
  readonly files: 'all' | 'none' | undefined;
  readonly old: 'delete' | 'later' | 'keep' | undefined;
}
