import * as l10n from '../../../core/l10n.ts';
import { tokenNameProblem } from '../../../core/token/tokenName.ts';
import type { Server } from '../../../core/server/server.ts';
import { WentBack } from '../../person.ts';
import { completeSpec, type ResourceTokenDraft, type ResourceTokenSpec } from './draft.ts';
import { askActions, askDatabases, askSystem } from './permissionQuestions.ts';
import { previewText } from './previewText.ts';
import type { ServerChoices } from './serverChoices.ts';
import type { QuestionContext, Rejection, StepName } from './questionContext.ts';

interface Step {
  readonly name: StepName;
  /** Whether the question makes sense, and the arguments don't answer it. */
  isAsked(draft: ResourceTokenDraft, given: ResourceTokenDraft): boolean;
  isAnswered(draft: ResourceTokenDraft): boolean;
  ask(draft: ResourceTokenDraft, context: QuestionContext): Promise<ResourceTokenDraft>;
}

const steps: readonly Step[] = [
  {
    name: 'name',
    isAsked: (_draft, given) => given.name === undefined,
    isAnswered: ({ name }) => name !== undefined,
    ask: askName,
  },
  {
    name: 'databases',
    isAsked: (_draft, given) => given.permissions === undefined,
    isAnswered: ({ databases }) => databases !== undefined,
    ask: askDatabases,
  },
  {
    name: 'actions',
    isAsked: ({ databases = [] }, given) => given.permissions === undefined && databases.length > 0,
    isAnswered: ({ actions }) => actions !== undefined,
    ask: askActions,
  },
  {
    name: 'system',
    isAsked: (_draft, given) => given.permissions === undefined,
    isAnswered: ({ databases = [], system }) => system !== undefined && databases.length + system.length > 0,
    ask: askSystem,
  },
  {
    name: 'lifetime',
    isAsked: (_draft, given) => given.lifetime === undefined,
    isAnswered: ({ lifetime }) => lifetime !== undefined,
    ask: askLifetime,
  },
  { name: 'review', isAsked: () => true, isAnswered: () => false, ask: askReview },
];

/**
 * Asks for what's missing, and then shows what will be created. After a rejection, only the answer that was rejected is
 * asked for again. @param given what can't be changed, because it came as arguments
 */
export async function askForToken(
  given: ResourceTokenDraft,
  previous: ResourceTokenDraft,
  rejection: Rejection | undefined,
  context: Pick<QuestionContext, 'server' | 'choices' | 'person'>,
): Promise<ResourceTokenDraft> {
  let draft = previous;
  let reason = rejection?.reason;
  let step = rejectedStep(draft, rejection, context.choices) ?? nextStep(draft, given);
  while (step !== undefined) {
    const { name } = step;
    const before = steps.slice(0, steps.indexOf(step)).filter((earlier) => earlier.isAsked(draft, given));
    try {
      draft = await step.ask(draft, {
        ...context,
        title: titleFor(draft),
        rejection: reason,
        canGoBack: before.length > 0,
      });
      step = name === 'review' ? undefined : nextStep(draft, given);
    } catch (error) {
      if (!(error instanceof WentBack)) {
        throw error;
      }
      step = before.at(-1);
    }
    reason = undefined;
  }
  return draft;
}

/** The server's message for an unknown name is the same for databases and system resources. */
function rejectedStep(
  { databases = [], system = [] }: ResourceTokenDraft,
  rejection: Rejection | undefined,
  choices: ServerChoices,
): Step | undefined {
  const areDatabasesListed = databases.every((name) => name === '*' || choices.databases.includes(name));
  const isSystem = rejection?.step === 'databases' && areDatabasesListed && system.length > 0;
  const rejected = isSystem ? 'system' : rejection?.step;
  return steps.find(({ name }) => name === rejected);
}

function nextStep(draft: ResourceTokenDraft, given: ResourceTokenDraft): Step | undefined {
  return steps.find((step) => step.isAsked(draft, given) && !step.isAnswered(draft));
}

function titleFor({ name }: ResourceTokenDraft): l10n.DisplayText {
  const title = l10n.t('Create Resource Token');
  return name === undefined ? title : l10n.titled(title, name);
}

async function askName(
  draft: ResourceTokenDraft,
  { server, choices, person, rejection, canGoBack }: QuestionContext,
): Promise<ResourceTokenDraft> {
  const name = await person.text({
    title: titleFor({}),
    prompt: l10n.t('Name of the new token on {0}. The token is copied to the clipboard.', server.name),
    placeholder: l10n.t('For example, ci-writer'),
    value: draft.name ?? '',
    rejection,
    canGoBack,
    problem: (text) => tokenNameProblem(text, choices.tokenNames),
  });
  return { ...draft, name };
}

async function askLifetime(
  draft: ResourceTokenDraft,
  { title, person, canGoBack }: QuestionContext,
): Promise<ResourceTokenDraft> {
  return { ...draft, lifetime: { seconds: await person.expiration(title, undefined, { canGoBack }) } };
}

async function askReview(
  draft: ResourceTokenDraft,
  { title, server, person, rejection, canGoBack }: QuestionContext,
): Promise<ResourceTokenDraft> {
  const spec = completeSpec(draft);
  const preview = spec === undefined ? undefined : previewSentence(spec, server);
  await person.pick([{ label: l10n.t('Create Token') }], title, l10n.t('Press Enter to create the token'), {
    prompt: l10n.join(
      [rejection, preview].filter((part) => part !== undefined),
      ' ',
    ),
    canGoBack,
  });
  return draft;
}

function previewSentence(spec: ResourceTokenSpec, { name, url }: Server): l10n.DisplayText {
  return l10n.t('{0} · on {1} ({2})', l10n.own(previewText(spec)), name, url);
}
