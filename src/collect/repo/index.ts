// The checkout of a repository as the rest of nhi sees it. There are no credentials and no recordings: files are at hand.
import type { Provider } from "../provider.js";
import { repoSource } from "./source.js";

export const repo: Provider = {
  source: repoSource,
  identify: async (source) => ({
    message: `${source}: files on this machine, no credentials needed`,
    scope: undefined,
  }),
  collectBundle: async function* () {},
  planBundle: async () => [],
  placeOf: async () => undefined,
};
