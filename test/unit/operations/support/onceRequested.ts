import type { TokenServer } from '../../../support/influxdb3/server.ts';

interface Route {
  readonly method: string;
  readonly path: string;
}

/** Calls `action` when the server gets a request of this route. Faults that it adds apply to later requests. */
export function onceRequested({ faults }: TokenServer, route: Route, action: () => void): void {
  const take = faults.take.bind(faults);
  faults.take = (method, path, port) => {
    const effects = take(method, path, port);
    if (method === route.method && path === route.path) {
      faults.take = take;
      action();
    }
    return effects;
  };
}
