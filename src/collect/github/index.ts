// The GitHub provider as the rest of nhi sees it.
import type { Provider } from "../provider.js";
import { collectGitHubBundle, planGitHubBundle } from "./bundle-source.js";
import { githubSource, identifyGitHub } from "./source.js";

export const github: Provider = {
  source: githubSource,
  identify: identifyGitHub,
  collectBundle: collectGitHubBundle,
  planBundle: planGitHubBundle,
  // No answer of GitHub says by itself whose it is.
  placeOf: async () => undefined,
};
