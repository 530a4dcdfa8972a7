import type { EditorWindow } from '../../host/window.ts';

/** A hook that keeps a picture of the window in which a test failed. */
export function picturesOfFailures(window: () => EditorWindow | undefined): Mocha.AsyncFunc {
  return async function () {
    if (this.currentTest?.state === 'failed') {
      await window()?.screenshot(`failed-${this.currentTest.title.replaceAll(/\W+/g, '-')}`);
    }
  };
}
