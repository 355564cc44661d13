// JSON Schema of nhi.yaml for editors, from the schema that loads it.
import { z } from "zod";
import { CONFIG_SCHEMA_URL } from "./locate.js";
import { configSchema } from "./schema.js";

/** Text of docs/schema/nhi.schema.json. */
export function configJsonSchema(): string {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: "input", target: "draft-7" });
  const head = {
    $schema,
    $id: CONFIG_SCHEMA_URL,
    title: "nhi.yaml",
    description: "Configuration of nhi; see docs/configuration.md",
  };
  return `${JSON.stringify({ ...head, ...rest }, null, 2)}\n`;
}
