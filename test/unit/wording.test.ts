import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { allSentences } from '../support/sentences.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path));
const parse = (path: string): ts.SourceFile => ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);

const sources = filesIn('src').map(parse);
const tests = filesIn('test').map(parse);
const manifestTexts = Object.values(JSON.parse(read('package.nls.json')) as Record<string, string>);
const bundleTexts = Object.entries(JSON.parse(read('l10n/bundle.l10n.json')) as Record<string, unknown>).map(
  ([key]) => key,
);
const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'docs/testing.md'];

/** Words that the glossary in CONTRIBUTING.md rules out, and what to write instead. */
const ruledOut: readonly (readonly [words: string, instead: string])[] = [
  ['anew|mint|minted|born|birth|births|bring forth|brought forth', 'create, recreate'],
  ['kept here|keeper', 'stored'],
  ['works no more|any more', 'no longer'],
  ['meanwhile', 'in the meantime'],
  ['whoever|nobody else|somebody|somebodies', 'someone, the user'],
  ['mend|mended|mends', 'fix'],
  ['befall|befalls|befallen|befell', 'fail, inject a fault'],
  ['doomed|successor|successors', 'token to delete, replacement token'],
  ['outage|outages', 'downtime'],
  ['ticked|unticked', 'select'],
  ['consent|consents', 'approval'],
  ['crew|crews|wires|hands', 'work queue, connections, concurrency'],
  ['sniff|sniffs|sniffer', 'probe'],
  ['rewrite|rewrites|rewritten|rewriting', 'update, replace'],
  ['verdict|verdicts|tally', 'check result, summary'],
  ['all the same', 'anyway'],
  ['stands in|stand in a', 'is in'],
  ['tunnelled|normalise|normalised|recognise|recognised|cancelling', 'the American spelling'],
];

/** Words that are ruled out in names only, because they have ordinary uses in sentences. */
const ruledOutInNames: typeof ruledOut = [
  ['kept', 'stored'],
  ['places', 'occurrences'],
  ['told|tell|tells', 'show, report'],
  ['agreed|terms', 'approved, approvals'],
  ['knowledge|beginnings?', 'lookup, prefix, cases'],
  ['rooms|world', 'folders, fixture'],
];

/** Exceptions: persisted names, and words with another meaning. */
const allowed: readonly (readonly [word: string, where: RegExp])[] = [
  // Journals on disk have this reason.
  ['unticked', /journal|choices|skipReasonText|earlierJournals|Choices/],
  // The result of findTokensInWorkspace is public.
  ['places', /findTokensInWorkspace|rotation\/search\.test/],
  ['world', /realWorldConfigs/],
];

function ruledOutIn(where: string, texts: readonly string[], words = ruledOut): string[] {
  return words.flatMap(([pattern, instead]) => {
    const matcher = new RegExp(`\\b(?:${pattern})\\b`, 'gi');
    return texts.flatMap((text) =>
      [...text.matchAll(matcher)]
        .map(([word]) => word.toLowerCase())
        .filter((word) => !allowed.some(([name, pattern]) => name === word && pattern.test(where)))
        .map((word) => `${where}: "${word}" in "${text.trim().slice(0, 80)}". Write: ${instead}.`),
    );
  });
}

function declaredNames(source: ts.SourceFile): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) &&
      (node.parent as Partial<ts.NamedDeclaration>).name === node &&
      !ts.isPropertyAccessExpression(node.parent) &&
      !ts.isImportSpecifier(node.parent)
    ) {
      names.push(inWords(node.text));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

function inWords(name: string): string {
  return name.replace(/[/._#-]+/g, ' ').replace(/([a-z\d])(?=[A-Z])/g, '$1 ');
}

function comments(source: ts.SourceFile): string[] {
  const found = new Map<number, string>();
  const visit = (node: ts.Node): void => {
    for (const { pos, end } of ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? []) {
      found.set(pos, source.text.slice(pos, end).replace(/\s*\n\s*\*?\s*/g, ' '));
    }
    node.getChildren(source).forEach(visit);
  };
  visit(source);
  return [...found.values()];
}

function titles(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(describe|it)$/.test(node.expression.getText(source))) {
      const [title] = node.arguments;
      if (title !== undefined && ts.isStringLiteralLike(title)) {
        found.push(title.text);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

type Kind = 'message' | 'progress' | 'button' | 'other';

/** What kind of text a call of `l10n.t` is, by what it's handed to. */
function kindOf(call: ts.CallExpression): Kind {
  let child: ts.Node = call;
  for (let node: ts.Node = call.parent; !ts.isSourceFile(node); child = node, node = node.parent) {
    if (ts.isNewExpression(node)) {
      return node.expression.getText().endsWith('Error') && node.arguments?.[0] === child ? 'message' : 'other';
    }
    if (ts.isCallExpression(node)) {
      const name = node.expression.getText();
      if (name.endsWith('.join')) {
        continue;
      }
      if (/^(showInfo|showError|askModally|person\.(inform|warn))$/.test(name)) {
        return node.arguments[0] === child ? 'message' : 'button';
      }
      if (/^(withProgress|runServerChange|person\.progress)$/.test(name)) {
        return 'progress';
      }
      return 'other';
    }
    if (ts.isPropertyAssignment(node)) {
      const name = node.name.getText();
      return /^confirmLabel$/.test(name) ? 'button' : /^(message|sentence|unknown)$/.test(name) ? 'message' : 'other';
    }
    if (ts.isFunctionLike(node) || ts.isStatement(node)) {
      return 'other';
    }
  }
  return 'other';
}

function localized(source: ts.SourceFile): { text: string; kind: Kind }[] {
  const found: { text: string; kind: Kind }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'l10n.t') {
      const [text] = node.arguments;
      if (text !== undefined && ts.isStringLiteralLike(text)) {
        found.push({ text: text.text, kind: kindOf(node) });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const endings: Record<Kind, RegExp> = {
  message: /([.?]|\{\d\})$/,
  progress: /\.\.\.$/,
  button: /[^.?!:…]$/,
  other: /[^…\s!;,]$/,
};

describe('wording', () => {
  it('follows the glossary in user-facing text', () => {
    assert.ok(bundleTexts.length > 400);
    assert.deepEqual([...ruledOutIn('package.nls.json', manifestTexts), ...ruledOutIn('l10n', bundleTexts)], []);
  });

  it('follows the glossary in documents', () => {
    assert.deepEqual(
      documents.flatMap((path) => ruledOutIn(path, withoutGlossary(read(path)).split('\n'))),
      [],
    );
  });

  it('follows the glossary in file names and identifiers', () => {
    const found = [...sources, ...tests].flatMap((source) =>
      ruledOutIn(
        source.fileName,
        [inWords(source.fileName), ...declaredNames(source)],
        [...ruledOut, ...ruledOutInNames],
      ),
    );
    assert.deepEqual(found, []);
  });

  it('follows the glossary in comments and test titles', () => {
    const found = [...sources, ...tests].flatMap((source) =>
      ruledOutIn(source.fileName, [...comments(source), ...titles(source)]),
    );
    assert.deepEqual(found, []);
  });

  it('ends each user-facing text as its kind should', () => {
    const texts = sources.flatMap(localized);
    const wrong = texts.filter(({ text, kind }) => !endings[kind].test(text));
    assert.deepEqual(wrong, []);
    const count = (wanted: Kind) => texts.filter(({ kind }) => kind === wanted).length;
    assert.ok(
      count('message') > 100 && count('progress') > 5 && count('button') > 10,
      'kinds are no longer recognized',
    );
  });

  it('uses three dots, straight quotes, and single spaces', () => {
    const texts = [...manifestTexts, ...bundleTexts].filter((text) =>
      /…|[‘’“”]| {2}|^\s|\s$/.test(text.replace('apiv3_…', '')),
    );
    assert.deepEqual(texts, []);
  });

  it('keeps test titles under 90 characters', () => {
    assert.deepEqual(
      tests.flatMap(titles).filter((title) => title.length >= 90),
      [],
    );
  });

  it('names only booleans isX and hasX', () => {
    const wrong = sources.flatMap((source) => functionsNamedLikeBooleans(source));
    assert.deepEqual(wrong, []);
  });

  it('has every sentence that tests look for', () => {
    const texts = new Set([...manifestTexts, ...bundleTexts]);
    assert.deepEqual(
      allSentences.filter((sentence) => !texts.has(sentence)),
      [],
    );
  });
});

/** The glossary itself has to name the words that it rules out. */
function withoutGlossary(document: string): string {
  return document.replace(/## Glossary[^]*?(?=\n## )/, '');
}

/** Functions called `isX` or `hasX` whose declared result isn't a boolean. */
function functionsNamedLikeBooleans(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isMethodSignature(node)) {
      const name = node.name?.getText(source) ?? '';
      const type = node.type?.getText(source) ?? 'boolean';
      if (/^#?(is|has)[A-Z]/.test(name) && !/^(Promise<)?boolean( \| undefined)?>?$|^\w+ is /.test(type)) {
        found.push(`${source.fileName}: ${name}(): ${type}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
