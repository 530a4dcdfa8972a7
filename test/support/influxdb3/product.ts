import type { Release } from './release.ts';

export const productNames = ['core', 'enterprise'] as const;
export type ProductName = (typeof productNames)[number];

export interface Product {
  /** In the response of `/ping`, since 3.9. */
  title: string;
  /** The header `x-influxdb-build`. */
  build: string;
  version: string;
  revision: string;
  sendsClusterUuid: boolean;
}

export function productOf(name: ProductName, release: Release): Product {
  const { version, revision, sendsClusterUuid, enterprise } = release;
  // The release notes of 3.7.0 list the header. The recorded nightly build of 3.7 didn't send it.
  return name === 'enterprise'
    ? { title: 'InfluxDB 3 Enterprise', build: 'Enterprise', sendsClusterUuid: true, ...enterprise }
    : { title: 'InfluxDB 3 Core', build: 'Core', version, revision, sendsClusterUuid };
}

export const switchValues = {
  /** How the list shows permissions: as documented, as recorded, or so that nobody can read them. */
  permissionsColumn: ['bare', 'json', 'unknown', 'missing'],
  /** The status for a permission that the catalog refuses. */
  permissionRefusal: [500, 400],
  /** What a new resource token may do, compared with what was asked for. */
  grants: ['asked', 'less', 'more'],
} as const;

/** What isn't known about Enterprise, or goes wrong there. Tests can change it while the server runs. */
export interface EnterpriseSwitches {
  permissionsColumn: (typeof switchValues.permissionsColumn)[number];
  permissionRefusal: (typeof switchValues.permissionRefusal)[number];
  grants: (typeof switchValues.grants)[number];
  /** Whether a resource token needs `system:ping:read` for `/ping`. */
  pingNeedsPermission: boolean;
}

export const defaultSwitches: EnterpriseSwitches = {
  permissionsColumn: 'bare',
  permissionRefusal: 500,
  grants: 'asked',
  pingNeedsPermission: true,
};
