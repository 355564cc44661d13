// The Google Cloud provider as the rest of nhi sees it.
import type { Provider } from "../provider.js";
import { collectGcpBundle, planGcpBundle } from "./bundle-source.js";
import { gcpSource, identifyGcp } from "./source.js";

export const gcp: Provider = {
  source: gcpSource,
  identify: identifyGcp,
  collectBundle: collectGcpBundle,
  planBundle: planGcpBundle,
  // No answer of Google's says by itself which project it was asked for.
  placeOf: async () => undefined,
};
