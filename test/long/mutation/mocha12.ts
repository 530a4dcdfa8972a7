import { registerHooks } from 'node:module';

// Stryker's Mocha runner imports modules without the `.cjs` that Mocha 12 added to their names.
// Remove this with the release that contains stryker-mutator/stryker-js#6205.
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    nextResolve(/[\\/]mocha[\\/]lib[\\/]cli[\\/][\w-]+$/.test(specifier) ? `${specifier}.cjs` : specifier, context),
});
