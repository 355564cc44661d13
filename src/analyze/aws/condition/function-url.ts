// lambda:FunctionUrlAuthType of a call by URL: it is how the URL was made, and not for the caller to choose.
import { type KeyState, known, open } from "./key-state.js";
import type { RequestFacts } from "./request-facts.js";
import { UNKNOWN } from "./truth.js";

const ACTION = "lambda:invokefunctionurl";

/**
 * State of lambda:FunctionUrlAuthType where a function is called by its URL; undefined of other keys, and for what makes or changes
 * a URL ("Condition keys for AWS Lambda", service authorization reference). A URL of an alias is another one, and not read.
 */
export function functionUrl(key: string, { action, node, resource }: RequestFacts): KeyState | undefined {
  if (action !== ACTION || key !== "lambda:functionurlauthtype") return undefined;
  const auth = node?.id === resource ? node.urlAuth : undefined;
  return auth === undefined ? open(UNKNOWN, "whether its URL asks for a signature was not read") : known(auth);
}
