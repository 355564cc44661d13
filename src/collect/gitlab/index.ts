// The GitLab provider as the rest of nhi sees it.
import type { Provider } from "../provider.js";
import { collectGitLabBundle, planGitLabBundle } from "./bundle-source.js";
import { gitlabSource, identifyGitLab } from "./source.js";

export const gitlab: Provider = {
  source: gitlabSource,
  identify: identifyGitLab,
  collectBundle: collectGitLabBundle,
  planBundle: planGitLabBundle,
  // No answer of GitLab says by itself whose it is.
  placeOf: async () => undefined,
};
