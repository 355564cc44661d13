// The Google Workspace provider as the rest of nhi sees it.
import type { Provider } from "../provider.js";
import { collectWorkspaceBundle, planWorkspaceBundle } from "./bundle-source.js";
import { identifyWorkspace, workspaceSource } from "./source.js";

export const workspace: Provider = {
  source: workspaceSource,
  identify: identifyWorkspace,
  collectBundle: collectWorkspaceBundle,
  planBundle: planWorkspaceBundle,
  // No answer of Google's says by itself which domain it was asked for.
  placeOf: async () => undefined,
};
