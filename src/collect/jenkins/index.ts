// The Jenkins provider as the rest of nhi sees it.
import type { Provider } from "../provider.js";
import { collectJenkinsBundle, planJenkinsBundle } from "./bundle-source.js";
import { identifyJenkins, jenkinsSource } from "./source.js";

export const jenkins: Provider = {
  source: jenkinsSource,
  identify: identifyJenkins,
  collectBundle: collectJenkinsBundle,
  planBundle: planJenkinsBundle,
  // No answer of Jenkins says by itself whose it is.
  placeOf: async () => undefined,
};
