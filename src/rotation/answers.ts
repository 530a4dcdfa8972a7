import type { Confirmer } from '../ui/confirmer.ts';

/** What was said beforehand, and who is asked for the rest. */
export interface Answers {
  readonly confirmer: Confirmer;
  /** `all`: those that the list ticks by itself. */
  readonly files: 'all' | 'none' | undefined;
  readonly old: 'delete' | 'later' | 'keep' | undefined;
}
