// The part of Go's templates that is understood, and that nothing else is: pkg.go.dev/text/template.
import { describe, expect, test } from "vitest";
import { isSelected } from "../../../src/analyze/kubernetes/label-selector.js";
import { parseTemplate, renderTemplate } from "../../../src/analyze/spire/template.js";

const DATA = new Map<string, string | ReadonlyMap<string, string>>([
  [".TrustDomain", "shop.example"],
  [".PodMeta.Namespace", "shop"],
  [".PodSpec.ServiceAccountName", "orders"],
  [
    ".PodMeta.Labels",
    new Map([
      ["app.kubernetes.io/name", "orders"],
      ["tier", "back"],
    ]),
  ],
]);

function render(text: string): string | undefined {
  const template = parseTemplate(text);
  if (template === undefined) return undefined;
  const rendered = renderTemplate(template, (field) => DATA.get(field));
  return "text" in rendered ? rendered.text : `unread ${rendered.unread}`;
}

test.each([
  ["spiffe://shop.example/app", "spiffe://shop.example/app"],
  [
    "spiffe://{{ .TrustDomain }}/ns/{{.PodMeta.Namespace}}/sa/{{ .PodSpec.ServiceAccountName }}",
    "spiffe://shop.example/ns/shop/sa/orders",
  ],
  ["/{{ .PodMeta.Labels.tier }}", "/back"],
  ['/{{ index .PodMeta.Labels "app.kubernetes.io/name" }}', "/orders"],
  ["a {{- .TrustDomain -}} b", "ashop.exampleb"],
  // a key that is not there: a field of a map prints so, index gives the empty text
  ["/{{ .PodMeta.Labels.gone }}", "/<no value>"],
  ['/{{ index .PodMeta.Labels "gone" }}', "/"],
])("%s", (text, rendered) => {
  expect(render(text)).toBe(rendered);
});

test.each([
  ["{{ .NodeMeta.Labels.zone }}", "unread .NodeMeta.Labels.zone"],
  ["{{ .PodMeta.Annotations.x }}", "unread .PodMeta.Annotations.x"],
  ["{{ .PodMeta.Labels }}", "unread .PodMeta.Labels"],
  ["{{ .PodMeta.Namespace.x }}", "unread .PodMeta.Namespace.x"],
])("%s was not read", (text, rendered) => {
  expect(render(text)).toBe(rendered);
});

test.each([
  "{{ if .PodMeta.Labels.tier }}a{{ end }}",
  "{{ .PodMeta.Namespace | upper }}",
  '{{ printf "%s" .PodMeta.Namespace }}',
  "{{ $x := .PodMeta.Name }}",
  "{{ . }}",
  "{{ .PodMeta.Name",
  "}}",
])("%s is not understood", (text) => {
  expect(parseTemplate(text)).toBeUndefined();
});

describe("label selectors", () => {
  const labels = new Map([["app", "orders"]]);
  const by = (operator: string, values: string[] = [], key = "app") => ({ expressions: [{ key, operator, values }] });
  test.each([
    [{}, true],
    [{ labels: { app: "orders" } }, true],
    [{ labels: { app: "orders", tier: "back" } }, false],
    [by("In", ["orders", "web"]), true],
    [by("In", ["web"]), false],
    [by("NotIn", ["web"]), true],
    [by("NotIn", ["orders"]), false],
    [by("NotIn", ["x"], "gone"), true],
    [by("Exists"), true],
    [by("Exists", [], "gone"), false],
    [by("DoesNotExist"), false],
    [by("DoesNotExist", [], "gone"), true],
    [by("Like", ["o*"]), undefined],
  ])("%j: %s", (selector, answer) => {
    expect(isSelected(selector, labels)).toBe(answer);
  });
});
