// A provider whose answers are files at hand: nobody signs in, nothing is recorded.
import type { Provider } from "./provider.js";

/** The provider of a live source that reads files of this machine alone. */
export function localFiles(source: Provider["source"]): Provider {
  return {
    source,
    identify: async (name) => ({ message: `${name}: files on this machine, no credentials needed`, scope: undefined }),
    collectBundle: async function* () {},
    planBundle: async () => [],
    placeOf: async () => undefined,
  };
}
