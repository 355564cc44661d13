// The SPIRE provider as the rest of nhi sees it: recorded answers only. The server answers on a socket of its own host.
import { UsageError } from "../../model/errors.js";
import type { Provider } from "../provider.js";
import { collectSpireBundle, planSpireBundle } from "./bundle-source.js";
import { placeOfSpireFile } from "./plain-file.js";

export const spire: Provider = {
  source: (source) => {
    throw notLive(source);
  },
  identify: async (source) => {
    throw notLive(source);
  },
  collectBundle: collectSpireBundle,
  planBundle: planSpireBundle,
  placeOf: placeOfSpireFile,
};

function notLive(source: string): UsageError {
  return new UsageError(
    `source "${source}": a SPIRE server answers on its own host: spire-server entry show -output json > entries.json there, then nhi scan --bundle entries.json`,
  );
}
