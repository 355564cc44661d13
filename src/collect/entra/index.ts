// The Entra provider as the rest of nhi sees it.
import type { Provider } from "../provider.js";
import { collectEntraBundle, planEntraBundle } from "./bundle-source.js";
import { entraSource, identifyEntra } from "./source.js";

export const entra: Provider = {
  source: entraSource,
  identify: identifyEntra,
  collectBundle: collectEntraBundle,
  planBundle: planEntraBundle,
  // No answer of Graph says by itself whose it is.
  placeOf: async () => undefined,
};
