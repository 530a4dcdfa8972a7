import { registerHooks } from 'node:module';

/** Lets source files that import `vscode` be loaded, with a dynamic `import` after this, in plain Node.js. */
export function registerVSCode(): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'vscode'
        ? { url: new URL('index.ts', import.meta.url).href, shortCircuit: true }
        : next(specifier, context),
  });
}
