// Label selectors of Kubernetes: kubernetes.io/docs/concepts/overview/working-with-objects/labels. Pure.
import { isRecord, recordsOf, textOf, textsOf } from "../properties.js";

export type Labels = ReadonlyMap<string, string>;

/** All labels and all expressions have to hold; an operator nobody knows is undefined. */
export function isSelected(selector: unknown, labels: Labels): boolean | undefined {
  const { labels: wanted, expressions } = isRecord(selector) ? selector : {};
  let answer: boolean | undefined = true;
  for (const [key, value] of Object.entries(isRecord(wanted) ? wanted : {})) {
    if (labels.get(key) !== value) return false;
  }
  for (const { key, operator, values } of recordsOf(expressions)) {
    const holds = holdsFor(labels.get(textOf(key) ?? ""), textOf(operator), textsOf(values) ?? []);
    if (holds === false) return false;
    if (holds === undefined) answer = undefined;
  }
  return answer;
}

function holdsFor(
  label: string | undefined,
  operator: string | undefined,
  values: readonly string[],
): boolean | undefined {
  switch (operator) {
    case "In":
      return label !== undefined && values.includes(label);
    case "NotIn":
      return label === undefined || !values.includes(label);
    case "Exists":
      return label !== undefined;
    case "DoesNotExist":
      return label === undefined;
    default:
      return undefined;
  }
}

/** It asks for nothing. */
export function isOpen(selector: unknown): boolean {
  const { labels, expressions } = isRecord(selector) ? selector : {};
  return Object.keys(isRecord(labels) ? labels : {}).length === 0 && recordsOf(expressions).length === 0;
}

/** Labels as texts; what is no text is left out. */
export function labelsOf(tags: unknown): Labels {
  const known = isRecord(tags) ? Object.entries(tags) : [];
  return new Map(known.flatMap(([key, value]) => (typeof value === "string" ? [[key, value] as const] : [])));
}
