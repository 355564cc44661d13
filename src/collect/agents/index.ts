// Configurations of agents on a machine as the rest of nhi sees them. There are no credentials and no recordings: files are at
// hand.
import type { Provider } from "../provider.js";
import { agentsSource } from "./source.js";

export const agents: Provider = {
  source: agentsSource,
  identify: async (source) => ({
    message: `${source}: files on this machine, no credentials needed`,
    scope: undefined,
  }),
  collectBundle: async function* () {},
  planBundle: async () => [],
  placeOf: async () => undefined,
};
