// The CircleCI provider as the rest of nhi sees it.
import type { Provider } from "../provider.js";
import { collectCircleciBundle, planCircleciBundle } from "./bundle-source.js";
import { circleciSource, identifyCircleci } from "./source.js";

export const circleci: Provider = {
  source: circleciSource,
  identify: identifyCircleci,
  collectBundle: collectCircleciBundle,
  planBundle: planCircleciBundle,
  // No answer of CircleCI says by itself whose it is.
  placeOf: async () => undefined,
};
