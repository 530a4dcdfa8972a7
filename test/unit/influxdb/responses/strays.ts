/** What was thrown where nobody could catch it: exceptions, and rejections that nobody handles. */
export interface Strays {
  readonly errors: unknown[];
  stop(): void;
}

/** Collects them instead of ending the process. One at a time. */
export function collectStrays(): Strays {
  const errors: unknown[] = [];
  const collect = (error: unknown) => void errors.push(error);
  process.setUncaughtExceptionCaptureCallback(collect);
  // These do not become exceptions here, because mocha listens too; and it lets them pass.
  process.on('unhandledRejection', collect);
  return {
    errors,
    stop() {
      process.setUncaughtExceptionCaptureCallback(null);
      process.off('unhandledRejection', collect);
    },
  };
}
