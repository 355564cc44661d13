// The Azure provider as the rest of nhi sees it.
import type { Provider } from "../provider.js";
import { collectAzureBundle, planAzureBundle } from "./bundle-source.js";
import { azureSource, identifyAzure } from "./source.js";

export const azure: Provider = {
  source: azureSource,
  identify: identifyAzure,
  collectBundle: collectAzureBundle,
  planBundle: planAzureBundle,
  // A list of Azure's does not say by itself where it was asked.
  placeOf: async () => undefined,
};
