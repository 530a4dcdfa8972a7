/** `unknown` counts as Core for admin tokens, and as no product at all for resource tokens. */
export type Product = 'core' | 'enterprise' | 'cloud' | 'unknown';

/** What a server and its responses say about the product. */
export interface ProductSigns {
  readonly url: string;
  /** From `/ping`, in 3.9 and later. */
  readonly productName: string | undefined;
  /** The header `x-influxdb-build`, in 3.1 and later, unless a proxy removes it. */
  readonly build: string | undefined;
}

/** InfluxDB 3 Cloud is Enterprise run by InfluxData, and may call itself so. Then only the host shows the difference. */
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
export function productName(product: Product): string | undefined {
  switch (product) {
    case 'core':
      return 'InfluxDB 3 Core';
    case 'enterprise':
      return 'InfluxDB 3 Enterprise';
    case 'cloud':
      return 'InfluxDB 3 Cloud';
    case 'unknown':
      return undefined;
  }
}
