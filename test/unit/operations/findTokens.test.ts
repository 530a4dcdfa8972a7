import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { Canceled } from '../../../src/core/errors.ts';
import { findTokens } from '../../../src/operations/findTokens.ts';
import type { WorkspaceSearch, WorkspaceSearchResult } from '../../../src/operations/steps/workspaceSearch.ts';
import { fileWithToken } from './support/fileWithToken.ts';
import { operationFixture, strangerToken, type OperationFixture } from './support/operationFixture.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';

describe('findTokens', () => {
  let fixture: OperationFixture;
  let searches: Parameters<WorkspaceSearch['find']>[];
  let unsearched: string[];

  beforeEach(async () => {
    fixture = await operationFixture();
    searches = [];
    unsearched = [];
  });

  const find = async (person: ScriptedPerson): Promise<WorkspaceSearchResult> => {
    const search: Pick<WorkspaceSearch, 'find'> = {
      find: async (...given) => {
        searches.push(given);
        await setImmediate();
        given[0].throwIfAborted();
        return { files: [fileWithToken(strangerToken())], unsearched, known: [] };
      },
    };
    const found = await findTokens({ ...fixture, search, person });
    person.done();
    return found;
  };

  it('searches with the current lists of all servers, and asks nothing', async () => {
    const person = new ScriptedPerson([]);
    const { files } = await find(person);
    assert.deepEqual(
      files.map(({ file }) => file),
      ['app.env'],
    );
    assert.equal(searches[0]?.[1]?.checkServers, true);
    assert.deepEqual([person.informed, fixture.log], [[], []]);
  });

  it('logs what could not be read, and says how much that is', async () => {
    for (const paths of [['/work/secret'], ['/work/secret', '/work/locked']]) {
      unsearched = paths;
      fixture.log.length = 0;
      const person = new ScriptedPerson([]);
      assert.deepEqual((await find(person)).unsearched, paths);
      assert.equal(person.informed.length, 1);
      assert.ok(fixture.log.length === paths.length && paths.every((path, line) => fixture.log[line]?.includes(path)));
    }
  });

  it('asks before tokens are sent for an external call, and names the servers', async () => {
    const declined = new ScriptedPerson(['cancel'], { isExternal: true });
    await assert.rejects(find(declined), Canceled);
    assert.equal(searches.length, 0);
    assert.deepEqual(declined.questions[0]?.urls, [fixture.server.url]);
    await find(new ScriptedPerson([{ confirm: true }], { isExternal: true }));
    assert.equal(searches.length, 1);
  });

  it('aborts the search when it is canceled', async () => {
    const person = new ScriptedPerson([]);
    person.onProgress = (_title, abort) => abort.abort();
    await assert.rejects(find(person), Canceled);
    assert.equal(searches[0]?.[0].aborted, true);
  });
});
