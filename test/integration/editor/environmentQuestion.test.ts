import assert from 'node:assert/strict';
import type { FoundFile } from '../../../src/content/foundFile.ts';
import type { Person, Question } from '../../../src/operations/person.ts';
import type { MissingValue } from '../../../src/rotation/environmentValues.ts';
import { askToAddValues } from '../../../src/ui/rotation/environmentQuestion.ts';
import { sentence } from '../../support/sentences.ts';

describe('askToAddValues', () => {
  const file = (name: string): FoundFile => ({
    ...{ folder: 'w', file: name, path: `/w/${name}`, fingerprint: '' },
    ...{ occurrences: [], barrier: undefined },
  });
  const value = (environmentFile: string, variable: string, readers: readonly FoundFile[]): MissingValue => ({
    ...{ environmentFile: file(environmentFile), variable, readers },
    edit: { start: 0, writing: { form: 'plain' }, reference: null },
  });
  const app = file('app.js');

  const ask = async (values: readonly MissingValue[], answer: string) => {
    const asked: { question: Question; alternatives: readonly string[] }[] = [];
    const person: Pick<Person, 'choose'> = {
      choose: (question, ...alternatives) => {
        asked.push({ question, alternatives });
        return Promise.resolve(answer);
      },
    };
    return { isWanted: await askToAddValues(values, person), asked };
  };

  it('names the file and the variable, and what reads it', async () => {
    const { isWanted, asked } = await ask([value('.env', 'A_TOKEN', [app])], sentence('addToEnvironmentFile'));
    assert.equal(isWanted, true);
    assert.deepEqual(asked, [
      {
        question: {
          message: sentence('addToEnvironmentFileQuestion', '.env', 'A_TOKEN'),
          detail: sentence('setVariableWhereRead', 'app.js'),
          confirmLabel: sentence('addToEnvironmentFile'),
        },
        alternatives: [sentence('dontAdd')],
      },
    ]);
  });

  it('asks once about several files, and names each reader once', async () => {
    const values = [value('.env', 'A_TOKEN', [app]), value('b/.env', 'B_TOKEN', [app, file('b/b.js')])];
    const { isWanted, asked } = await ask(values, sentence('dontAdd'));
    assert.equal(isWanted, false);
    assert.equal(asked.length, 1);
    assert.equal(
      asked[0]?.question.message,
      sentence('addToEnvironmentFilesQuestion', '.env (A_TOKEN), b/.env (B_TOKEN)'),
    );
    assert.equal(asked[0].question.detail, sentence('setVariablesWhereRead', 'app.js, b/b.js'));
  });

  it('asks nothing when nothing is missing', async () => {
    assert.deepEqual(await ask([], ''), { isWanted: false, asked: [] });
  });
});
