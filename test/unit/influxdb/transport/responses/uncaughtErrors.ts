export interface UncaughtErrors {
  readonly errors: unknown[];
  stop(): void;
}

/** Uncaught errors don't end the process until `stop`. Stop one collector before you start the next. */
export function collectUncaughtErrors(): UncaughtErrors {
  const errors: unknown[] = [];
  const collect = (error: unknown) => void errors.push(error);
  process.setUncaughtExceptionCaptureCallback(collect);
  // mocha listens to unhandled rejections, so they don't become exceptions.
  process.on('unhandledRejection', collect);
  return {
    errors,
    stop() {
      process.setUncaughtExceptionCaptureCallback(null);
      process.off('unhandledRejection', collect);
    },
  };
}
