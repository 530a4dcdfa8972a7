import assert from 'node:assert/strict';
import { RemedyError, type Remedy } from '../../../../src/operations/remedy.ts';

export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => assert.fail('it succeeded'),
    (error: unknown) => error,
  );
}

export async function remedyError(promise: Promise<unknown>): Promise<RemedyError> {
  const error = await rejection(promise);
  assert.ok(error instanceof RemedyError, `not a RemedyError: ${String(error)}`);
  return error;
}

export function kindsOf({ remedies }: RemedyError): string[] {
  return remedies.map(({ kind }) => kind);
}

type RemedyOfKind<Kind, Each = Remedy> = Each extends { kind: infer Kinds }
  ? Kind extends Kinds
    ? Each
    : never
  : never;

export function onlyRemedy<Kind extends Remedy['kind']>({ remedies }: RemedyError, kind: Kind): RemedyOfKind<Kind> {
  const [remedy] = remedies;
  assert.deepEqual(
    remedies.map((each) => each.kind),
    [kind],
  );
  return remedy as RemedyOfKind<Kind>;
}

export function remedyOf<Kind extends Remedy['kind']>({ remedies }: RemedyError, kind: Kind): RemedyOfKind<Kind> {
  const remedy = remedies.find((each) => each.kind === kind);
  assert.ok(remedy !== undefined, `no "${kind}" remedy`);
  return remedy as RemedyOfKind<Kind>;
}
