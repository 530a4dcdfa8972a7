import type { Server } from '../../core/server/server.ts';
import type { RotationDisplay, RotationQuestionContext } from '../../operations/steps/runRotation.ts';
import type { WorkspaceSearch } from '../../operations/steps/workspaceSearch.ts';
import type { Journal } from '../../rotation/journal.ts';
import type { PersonPort } from '../../rotation/ports.ts';
import type { RotationResult } from '../../rotation/result.ts';
import { unsavedPaths } from '../../vscode/openEditors.ts';
import type { FoundView } from '../found/foundView.ts';
import { showResult } from './resultMessage.ts';
import { RotationQuestions } from './rotationQuestions.ts';

interface Dependencies {
  readonly search: WorkspaceSearch;
  readonly found: FoundView;
}

export class UserRotationDisplay implements RotationDisplay {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  questions(context: RotationQuestionContext): PersonPort {
    return new RotationQuestions(context, this.#deps.found);
  }

  unsavedPaths(): readonly string[] {
    return unsavedPaths();
  }

  showResult(journal: Journal, result: RotationResult, server: Server): void {
    void showResult(journal, result, server, this.#deps);
  }

  refreshFound(): () => Promise<void> {
    const { search, found } = this.#deps;
    const { generation } = found;
    return async () => {
      if (generation === 0 || found.generation !== generation) {
        return;
      }
      const { files, known } = await search.find(new AbortController().signal);
      if (found.generation === generation) {
        await found.show(files, known, { reveal: false });
      }
    };
  }
}
