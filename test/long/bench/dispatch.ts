import type { Dispatcher } from 'undici';

const ignore = () => undefined;

export function dispatch(agent: Dispatcher, options: Dispatcher.DispatchOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    agent.dispatch(options, {
      onRequestStart: ignore,
      onResponseStart(_controller, status) {
        if (status >= 300) {
          reject(new Error(`The server responded with ${status}, so the times can't be compared.`));
        }
      },
      onResponseData: ignore,
      onResponseEnd: () => resolve(),
      onResponseError: (_controller, error) => reject(error),
    });
  });
}
