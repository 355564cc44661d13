// The OpenAI provider as the rest of nhi sees it.
import type { Provider } from "../provider.js";
import { collectOpenaiBundle, planOpenaiBundle } from "./bundle-source.js";
import { identifyOpenai, openaiSource } from "./source.js";

export const openai: Provider = {
  source: openaiSource,
  identify: identifyOpenai,
  collectBundle: collectOpenaiBundle,
  planBundle: planOpenaiBundle,
  // No answer of OpenAI says by itself whose it is.
  placeOf: async () => undefined,
};
