// What the resources of spire-controller-manager have in common: their API, which most clusters do not have, and how they write
// flags and durations. github.com/spiffe/spire-controller-manager: api/v1alpha1
import { fieldsOf, listOf, textOf } from "../fields.js";
import type { Cleaner } from "../secrets.js";
import type { Shape } from "../shape.js";
import { withoutVariables } from "../shared/spire/selectors.js";
import { type KubernetesCall, type ListOf, listOfAll } from "./call.js";
import { type Kept, keeping } from "./kept.js";

/** Lists of their specifications: which workloads get an identity is said by all selectors together. */
const SHAPE: Shape = {
  "items.*.spec.selectors": "list",
  "items.*.spec.selectors.*": "text",
  "items.*.spec.workloadSelectorTemplates": "list",
  "items.*.spec.workloadSelectorTemplates.*": "text",
  "items.*.spec.federatesWith": "texts",
};

/** A list of one of its resources; where nobody installed them, there are none. */
export function spireList(of: Omit<ListOf, "api" | "shape">): KubernetesCall {
  return { ...listOfAll({ api: "spire.spiffe.io/v1alpha1", shape: SHAPE, ...of }), absent: "answer" };
}

/** The same as `keeping`, and of selectors that name a variable of a container not its value. */
export function keepingSelectors(field: string, kept: Kept): Cleaner {
  const clean = keeping(kept);
  return (page, mark) => {
    const left = clean(page, mark);
    if (!Array.isArray(left["items"])) return left;
    const items = listOf(left["items"]).map((item) => {
      const spec = fieldsOf(fieldsOf(item)["spec"]);
      if (spec[field] === undefined) return item;
      const selectors = listOf(spec[field]).map((one) => (typeof one === "string" ? withoutVariables(one) : one));
      return { ...fieldsOf(item), spec: { ...spec, [field]: selectors } };
    });
    return { ...left, items };
  };
}

const UNITS: { readonly [unit: string]: number } = { h: 3600, m: 60, s: 1, ms: 0.001, us: 1e-6, µs: 1e-6, ns: 1e-9 };
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|us|µs|ns|h|m|s))+$/;

/** Seconds of a duration as Go writes it (`1h30m0s`, pkg.go.dev/time#ParseDuration); zero is the server's default. */
export function secondsOf(value: unknown): number | undefined {
  const text = textOf(value);
  if (text === undefined || !DURATION.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|us|µs|ns|h|m|s)/g)];
  const seconds = Math.floor(parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ""] ?? 0), 0));
  return seconds > 0 ? seconds : undefined;
}
