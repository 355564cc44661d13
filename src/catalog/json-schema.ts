// JSON Schema of the rule file for editors, from the same schema that loads it.
import { z } from "zod";
import { ruleSchema } from "./schema.js";

/** Text of docs/schema/rule.schema.json. */
export function ruleJsonSchema(): string {
  const schema = z.toJSONSchema(ruleSchema, { io: "input", target: "draft-7" });
  return `${JSON.stringify({ ...schema, title: "nhi rule", description: "One rule a file; see docs/rule-format.md" }, null, 2)}\n`;
}
