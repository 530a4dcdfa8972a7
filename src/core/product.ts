import * as l10n from './l10n.ts';

/** `unknown`: admin tokens are managed as on Core, and resource tokens not at all. */
export type Product = 'core' | 'enterprise' | 'cloud' | 'unknown';

interface ProductSigns {
  readonly url: string;
  readonly productName: string | undefined;
  readonly build: string | undefined;
}

/** InfluxDB 3 Cloud is Enterprise run by InfluxData and may report that name, so its host is also checked. */
export function productFrom({ url, productName, build }: ProductSigns): Product {
  const product = productNamed(productName) ?? productNamed(build) ?? 'unknown';
  return isCloudUrl(url) && product !== 'core' ? 'cloud' : product;
}

export function isCloudUrl(url: string): boolean {
  return URL.canParse(url) && new URL(url).hostname.endsWith('.enterprise.influxdb.io');
}

/** Whether the product has tokens that are limited to databases. */
export function hasResourceTokens(product: Product): boolean {
  return product === 'enterprise' || product === 'cloud';
}

function productNamed(name: string | undefined): Product | undefined {
  const [product] = /\b(?:core|enterprise|cloud)\b/.exec(name?.toLowerCase() ?? '') ?? [];
  return product as Product | undefined;
}

/** The product's name, which isn't translated; `undefined` if it's unknown. */
export function productName(product: Product): l10n.DisplayText | undefined {
  switch (product) {
    case 'core':
      return l10n.untranslated('InfluxDB 3 Core');
    case 'enterprise':
      return l10n.untranslated('InfluxDB 3 Enterprise');
    case 'cloud':
      return l10n.untranslated('InfluxDB 3 Cloud');
    case 'unknown':
      return undefined;
  }
}
