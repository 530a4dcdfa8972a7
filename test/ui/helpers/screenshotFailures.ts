import type { EditorWindow } from '../../support/host/window.ts';

export function screenshotFailures(window: () => EditorWindow | undefined): Mocha.AsyncFunc {
  return async function () {
    if (this.currentTest?.state === 'failed') {
      await window()?.screenshot(`failed-${this.currentTest.title.replaceAll(/\W+/g, '-')}`);
    }
  };
}
