import * as l10n from '../../core/l10n.ts';
import type { DisplayText } from '../../core/l10n.ts';
import { hasResourceTokens, productName, type Product } from '../../core/product.ts';

/** What the tooltip of a server says about its product. */
export function productFacts(product: Product): (readonly [DisplayText, DisplayText | undefined])[] {
  return [
    [l10n.t('Product'), productName(product)],
    [
      l10n.t('Note'),
      hasResourceTokens(product)
        ? l10n.t(
            "Support for this product is based on InfluxData's documentation and hasn't been tested on a licensed server yet.",
          )
        : undefined,
    ],
  ];
}
