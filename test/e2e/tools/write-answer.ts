// Answers and faults as a service writes them on the wire: JSON or XML, by its protocol.
import type { Model, Operation, Protocol, Shape } from "./aws-model.js";

export interface Message {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

type Fields = { readonly [name: string]: unknown };

/** A well-formed answer; `value` is as the model says. */
export function toMessage({ protocol, jsonVersion }: Model, operation: Operation, value: object): Message {
  const { output } = operation;
  const outside = [...(output?.members ?? [])].filter(([, { location }]) => location !== undefined);
  if (outside.length > 0) throw new Error(`${operation.name}: answers in headers are not written here`);
  if (protocol === "json" || protocol === "rest-json") {
    const body = JSON.stringify(output === undefined ? {} : toJson(value, output));
    return { status: 200, headers: { "content-type": typeOf(protocol, jsonVersion) }, body };
  }
  const { name } = operation;
  const result = output === undefined ? "" : toXml(value, output);
  if (protocol === "rest-xml") {
    const body = `<${name}Result>${result}</${name}Result>`;
    return { status: 200, headers: { "content-type": "application/xml" }, body };
  }
  if (protocol !== "query") throw new Error(`${name}: no answers in ${protocol} here`);
  const meta = "<ResponseMetadata><RequestId>e2e</RequestId></ResponseMetadata>";
  const body = `<${name}Response><${name}Result>${result}</${name}Result>${meta}</${name}Response>`;
  return { status: 200, headers: { "content-type": "text/xml" }, body };
}

/** A fault with an error code. */
export function toFaultMessage(protocol: Protocol, status: number, code: string, text = "by the test"): Message {
  if (protocol === "json" || protocol === "rest-json") {
    const headers = { "content-type": typeOf(protocol, "1.1"), "x-amzn-errortype": code };
    return { status, headers, body: JSON.stringify({ __type: code, message: text, Message: text }) };
  }
  const error = `<Code>${code}</Code><Message>${text}</Message>`;
  const headers = { "content-type": "text/xml" };
  if (protocol === "rest-xml") return { status, headers, body: `<Error>${error}<RequestId>e2e</RequestId></Error>` };
  if (protocol === "ec2") {
    const body = `<Response><Errors><Error>${error}</Error></Errors><RequestID>e2e</RequestID></Response>`;
    return { status, headers, body };
  }
  const body = `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>e2e</RequestId></ErrorResponse>`;
  return { status, headers, body };
}

function typeOf(protocol: Protocol, version: string): string {
  return protocol === "json" ? `application/x-amz-json-${version}` : "application/json";
}

function toJson(value: unknown, shape: Shape): unknown {
  switch (shape.kind) {
    case "structure":
    case "union":
      return Object.fromEntries(
        Object.entries(value as Fields).flatMap(([name, inner]) => {
          const member = shape.members.get(name);
          return member === undefined ? [] : [[member.wire, toJson(inner, member.shape)]];
        }),
      );
    case "list":
      return (value as unknown[]).map((element) => toJson(element, shape.element));
    case "map":
      return Object.fromEntries(
        Object.entries(value as Fields).map(([key, inner]) => [key, toJson(inner, shape.element)]),
      );
    case "timestamp":
      return shape.isTextTime ? value : Date.parse(String(value)) / 1000;
    default:
      return value;
  }
}

function toXml(value: unknown, shape: Shape): string {
  switch (shape.kind) {
    case "structure":
      return Object.entries(value as Fields)
        .map(([name, inner]) => {
          const member = shape.members.get(name);
          return member === undefined ? "" : `<${member.wire}>${toXml(inner, member.shape)}</${member.wire}>`;
        })
        .join("");
    case "list":
      return (value as unknown[])
        .map((element) => `<${shape.elementName}>${toXml(element, shape.element)}</${shape.elementName}>`)
        .join("");
    case "map":
      return Object.entries(value as Fields)
        .map(
          ([key, inner]) => `<entry><key>${toXmlText(key)}</key><value>${toXml(inner, shape.element)}</value></entry>`,
        )
        .join("");
    default:
      return toXmlText(String(value));
  }
}

function toXmlText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
