// What moto writes in another form than AWS's models say, put into that form; what it says stays as it is.
import type { Model, Operation, Shape } from "./aws-model.js";

/** Times as text where a JSON service has numbers, and without a zone where an XML service has one. */
export function mendAnswer({ protocol }: Model, { output }: Operation, body: string): string {
  if (protocol === "json" || protocol === "rest-json") {
    if (output === undefined || !body.trimStart().startsWith("{")) return body;
    return JSON.stringify(mendTimes(JSON.parse(body), output));
  }
  return body.replaceAll(/>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)</g, ">$1Z<");
}

function mendTimes(value: unknown, shape: Shape): unknown {
  if (value === null || value === undefined) return undefined;
  switch (shape.kind) {
    case "structure":
    case "union": {
      const wires = new Map([...shape.members.values()].map((member) => [member.wire, member.shape]));
      return Object.fromEntries(
        Object.entries(value).map(([name, inner]) => {
          const known = wires.get(name);
          return [name, known === undefined ? inner : mendTimes(inner, known)];
        }),
      );
    }
    case "list":
      return Array.isArray(value) ? value.map((element) => mendTimes(element, shape.element)) : value;
    case "map":
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mendTimes(inner, shape.element)]));
    case "timestamp":
      return typeof value === "string" ? mendTime(value, shape.isTextTime) : value;
    default:
      return value;
  }
}

function mendTime(text: string, isText: boolean): unknown {
  if (/^[\d.]+$/.test(text)) return isText ? text : Number(text);
  const zoned = /Z$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.replace(" ", "T")}Z`;
  return isText ? zoned : Date.parse(zoned) / 1000;
}
