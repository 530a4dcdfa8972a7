import * as vscode from 'vscode';
import type { Disposable } from '../core/emitter.ts';
import type { EditorParts } from './features.ts';

/** Registers what the extension shows in editors. The code is loaded when the first document is opened. */
export function registerEditor(parts: EditorParts): Disposable {
  let features: vscode.Disposable | undefined;
  let isDisposed = false;
  const load = async () => {
    listener.dispose();
    const { registerFeatures } = await import('./features.ts');
    if (!isDisposed) {
      features = registerFeatures(parts);
    }
  };
  const listener = vscode.workspace.onDidOpenTextDocument(() => void load());
  if (vscode.workspace.textDocuments.length > 0) {
    void load();
  }
  return {
    dispose() {
      isDisposed = true;
      listener.dispose();
      features?.dispose();
    },
  };
}
