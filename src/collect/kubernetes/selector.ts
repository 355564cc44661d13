// Label selectors as the API writes them, in the form that nodes keep. Pure.
import { fieldsOf, isFields, listOf, textOf } from "../fields.js";

/** Labels and expressions of a selector; of none it asks for nothing. */
export function toSelector(selector: unknown) {
  const { matchLabels: labels, matchExpressions: expressions } = fieldsOf(selector);
  return {
    labels: Object.fromEntries(Object.entries(fieldsOf(labels)).map(([key, value]) => [key, textOf(value) ?? ""])),
    expressions: listOf(expressions)
      .map(fieldsOf)
      .map(({ key, operator, values }) => ({
        key: textOf(key) ?? "",
        operator: textOf(operator) ?? "",
        values: listOf(values).flatMap((one) => textOf(one) ?? []),
      })),
  };
}

/** Whether it is of the form that the API takes, or left out. */
export function isSelector(selector: unknown): boolean {
  return selector === undefined || selector === null || isFields(selector);
}
