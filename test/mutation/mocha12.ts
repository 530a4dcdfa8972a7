import { registerHooks } from 'node:module';

/*
 * Stryker's runner for mocha asks for parts of mocha by their names before 12, which end in `.cjs` since. To be dropped
 * with the release that holds stryker-mutator/stryker-js#6205.
 */
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    nextResolve(/[\\/]mocha[\\/]lib[\\/]cli[\\/][\w-]+$/.test(specifier) ? `${specifier}.cjs` : specifier, context),
});
