// Configurations of agents on a machine as the rest of nhi sees them.
import { localFiles } from "../local-files.js";
import type { Provider } from "../provider.js";
import { collectAgentsBundle, planAgentsBundle } from "./bundle-source.js";
import { agentsSource } from "./source.js";

export const agents: Provider = {
  ...localFiles(agentsSource),
  collectBundle: collectAgentsBundle,
  planBundle: planAgentsBundle,
};
