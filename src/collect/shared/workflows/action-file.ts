// What an action file says that its users need to know: how it runs, and which actions it uses in turn.
import type { JsonRecord } from "../../../model/words.js";
import { properties } from "../../fields.js";
import { scrubText } from "../../secrets.js";
import { parseActionFile } from "./parse.js";
import { toActionRef } from "./steps.js";
import { elementsOf, field, placeOf, textOf } from "./tokens.js";

/** More steps than GitHub lets a composite action have. */
const MOST_STEPS = 1000;

/**
 * Properties of an action: `using`, `image` of one that is an image, and `uses` of a composite one, as written and with
 * their places. What does not parse has `is_read: false`.
 */
export function actionProperties(path: string, text: string): JsonRecord {
  const { root } = parseActionFile(path, text);
  const runs = field(root, "runs");
  const uses = elementsOf(field(runs, "steps"))
    .slice(0, MOST_STEPS)
    .flatMap((step): JsonRecord[] => {
      const token = field(step, "uses");
      const written = textOf(token);
      if (written === undefined) return [];
      const { name, ref } = toActionRef(written);
      return [{ action: scrubText(name), ...(ref !== undefined && { ref: scrubText(ref) }), ...placeOf(token) }];
    });
  const image = textOf(field(runs, "image"));
  return properties({
    is_read: root !== undefined,
    using: textOf(field(runs, "using"))?.toLowerCase(),
    image: image === undefined ? undefined : scrubText(image),
    uses: uses.length === 0 ? undefined : uses,
  });
}
