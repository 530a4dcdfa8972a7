import fc from 'fast-check';

/** A history is a list of steps in plain data, so that a failing one can be shrunk and printed. */

export const serverCount = 3;
export const names = ['ci', 'app', 'backup'] as const;

export const operations = [
  'createOperator',
  'createNamed',
  'regenerate',
  'delete',
  'recover',
  'signIn',
  'signOut',
  'rotate',
  'finish',
  'undo',
  'discard',
  'refresh',
] as const;
export type OperationName = (typeof operations)[number];

export const faultKinds = [
  'refused',
  'lostBefore',
  'lostAfter',
  'status403',
  'status503',
  'status503Done',
  'heldBefore',
  'heldAfter',
] as const;

export interface Fault {
  readonly kind: (typeof faultKinds)[number];
  readonly on: 'change' | 'read';
  readonly after: number;
}

export type Kill = { readonly losesWrites: boolean } & (
  | { readonly at: 'beforeSending' | 'afterWork' | 'afterStoring' | 'atRemoval' }
  | { readonly at: 'effect'; readonly number: number }
);

export type ColleagueAction =
  | { readonly do: 'create' | 'delete'; readonly name: (typeof names)[number] | 'other' }
  | { readonly do: 'createOperator' | 'regenerate' | 'learnsToken' };

export interface OperateStep {
  readonly kind: 'operate';
  readonly window: 0 | 1;
  readonly server: number;
  readonly operation: OperationName;
  readonly name: (typeof names)[number];
  readonly choice: number;
  readonly isDeclined: boolean;
  readonly fault: Fault | null;
  readonly kill: Kill | null;
  /** What a colleague does on the server right before or after the change. */
  readonly colleague: { readonly when: 'before' | 'after'; readonly action: ColleagueAction } | null;
}

export type Step =
  | OperateStep
  | { readonly kind: 'release'; readonly window: 0 | 1 }
  | { readonly kind: 'kill'; readonly window: 0 | 1; readonly losesWrites: boolean }
  | { readonly kind: 'powerCut' }
  | { readonly kind: 'answer'; readonly window: 0 | 1; readonly message: number; readonly remedy: number | null }
  /** `after` is in seconds. Without any, times can't tell whose token a new one is. */
  | { readonly kind: 'colleague'; readonly server: number; readonly action: ColleagueAction; readonly after: number }
  | { readonly kind: 'keyring'; readonly what: 'refusesReads' | 'refusesWrites' | 'losesLast'; readonly count: number }
  | { readonly kind: 'clock'; readonly of: 'machine' | 'server'; readonly server: number; readonly minutes: number }
  | { readonly kind: 'pass'; readonly seconds: number }
  | { readonly kind: 'swap'; readonly server: number; readonly with: number | 'stranger' | 'home' }
  | { readonly kind: 'openRecovery'; readonly server: number };

export type ServerStart = 'empty' | 'operator' | 'named' | 'both' | 'colleague';

export interface History {
  readonly servers: readonly ServerStart[];
  readonly keepsCreated: boolean;
  readonly steps: readonly Step[];
}

const window = fc.constantFrom(0 as const, 1 as const);
const server = fc.nat(serverCount - 1);
const name = fc.constantFrom(...names);

const action: fc.Arbitrary<ColleagueAction> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('create' as const), name: fc.constantFrom(...names, 'other' as const) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('delete' as const), name: fc.constantFrom(...names, 'other' as const) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('createOperator' as const, 'regenerate' as const, 'learnsToken' as const),
    }),
  },
);

const fault: fc.Arbitrary<Fault> = fc.record({
  kind: fc.constantFrom(...faultKinds),
  on: fc.constantFrom('change' as const, 'change' as const, 'change' as const, 'read' as const),
  after: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(3) }),
});

const kill: fc.Arbitrary<Kill> = fc.oneof(
  fc.record({
    losesWrites: fc.boolean(),
    at: fc.constantFrom('beforeSending' as const, 'afterWork' as const, 'afterStoring' as const, 'atRemoval' as const),
  }),
  fc.record({ losesWrites: fc.boolean(), at: fc.constant('effect' as const), number: fc.nat(120) }),
);

/** @param share from 0 to 1 */
const sometimes = <Value>(arbitrary: fc.Arbitrary<Value>, share: number): fc.Arbitrary<Value | null> =>
  fc.oneof({ weight: 100 - share * 100, arbitrary: fc.constant(null) }, { weight: share * 100, arbitrary });

const operate: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('operate' as const),
  window,
  server,
  operation: fc.constantFrom(
    ...operations,
    'createNamed' as const,
    'createNamed' as const,
    'regenerate' as const,
    'regenerate' as const,
    'rotate' as const,
    'rotate' as const,
    'signIn' as const,
  ),
  name,
  choice: fc.nat(11),
  isDeclined: fc.integer({ min: 0, max: 19 }).map((number) => number === 19),
  fault: sometimes(fault, 0.4),
  kill: sometimes(kill, 0.25),
  colleague: sometimes(fc.record({ when: fc.constantFrom('before' as const, 'after' as const), action }), 0.15),
});

/** An odd number of minutes, so that no jump brings a clock back to where it was. */
const minutes = fc.constantFrom(-1511, -67, -5, 3, 61, 1447, 10_081);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 14, arbitrary: operate },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), window }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill' as const), window, losesWrites: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('powerCut' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      window,
      message: fc.nat(3),
      remedy: fc.option(fc.nat(2), { nil: null }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('colleague' as const),
      server,
      action,
      after: fc.constantFrom(0, 20),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('keyring' as const),
      what: fc.constantFrom('refusesReads' as const, 'refusesWrites' as const, 'losesLast' as const),
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('clock' as const),
      of: fc.constantFrom('machine' as const, 'server' as const),
      server,
      minutes,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass' as const), seconds: fc.constantFrom(1, 4, 30, 900) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('swap' as const),
      server,
      with: fc.constantFrom(0, 1, 2, 'stranger' as const, 'stranger' as const, 'home' as const, 'home' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('openRecovery' as const), server }) },
);

export const history: fc.Arbitrary<History> = fc.record({
  servers: fc.array(
    fc.constantFrom('empty' as const, 'operator' as const, 'named' as const, 'both' as const, 'colleague' as const),
    { minLength: serverCount, maxLength: serverCount },
  ),
  keepsCreated: fc.boolean(),
  steps: fc.array(step, { minLength: 1, maxLength: 24, size: 'max' }),
});
