// The Anthropic provider as the rest of nhi sees it.
import type { Provider } from "../provider.js";
import { collectAnthropicBundle, planAnthropicBundle } from "./bundle-source.js";
import { anthropicSource, identifyAnthropic } from "./source.js";

export const anthropic: Provider = {
  source: anthropicSource,
  identify: identifyAnthropic,
  collectBundle: collectAnthropicBundle,
  planBundle: planAnthropicBundle,
  // No answer of Anthropic says by itself whose it is.
  placeOf: async () => undefined,
};
