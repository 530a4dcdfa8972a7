/** Answers that a caller gave in advance. Missing ones are asked for. */
export interface RotationAnswers {
  /** `all`: the occurrences that are selected by default. */
  readonly files: 'all' | 'none' | undefined;
  readonly old: 'delete' | 'later' | 'keep' | undefined;
}
