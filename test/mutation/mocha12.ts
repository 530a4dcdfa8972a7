import { registerHooks } from 'node:module';

/*
 * Stryker's Mocha runner imports Mocha modules by the names they had before Mocha 12, which added `.cjs`. Remove this
 * with the release that contains stryker-mutator/stryker-js#6205.
 */
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    nextResolve(/[\\/]mocha[\\/]lib[\\/]cli[\\/][\w-]+$/.test(specifier) ? `${specifier}.cjs` : specifier, context),
});
