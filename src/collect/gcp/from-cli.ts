// What gcloud prints instead of what the APIs answer: projects as the first version of their API has them, and the lists of all
// places as one list.
import { type Fields, fieldsOf, isFields, textOf } from "../fields.js";
import type { Page } from "../page.js";

/** A project as the API's third version answers it. Everything else stays as it is. */
export function fromCli(printed: Fields): Fields {
  const { projectId, projectNumber, lifecycleState, name, parent } = printed;
  const number = textOf(projectNumber);
  if (textOf(projectId) === undefined || number === undefined || textOf(lifecycleState) === undefined) return printed;
  const { type, id } = fieldsOf(parent);
  return {
    ...printed,
    name: `projects/${number}`,
    displayName: name,
    state: lifecycleState,
    ...(isFields(parent) ? { parent: `${String(type)}s/${String(id)}` } : {}),
  };
}

/** A list of things in all places as the answer that has them by place; undefined of what is no such list. */
export function aggregatedFrom(kind: string): (elements: readonly unknown[]) => Page | undefined {
  return (elements) => {
    const isFit = elements.every((one) => isFields(one) && textOf(one["name"]) !== undefined && !("items" in one));
    return isFit ? { items: { all: { [kind]: elements } } } : undefined;
  };
}
