// Steps of a job in order, composite actions of the repository written out in their place.
import { addAll } from "../../../model/add-all.js";
import { conditionOf } from "./conditions.js";
import { resolved, type Scope, withEnv } from "./context.js";
import {
  type Entry,
  elementsOf,
  entriesOf,
  field,
  type MappingToken,
  type Place,
  placeOf,
  type TemplateToken,
  textOf,
} from "./tokens.js";

export interface Step extends Place {
  /** File that it stands in: the workflow, or a composite action. */
  readonly file: string;
  readonly token: TemplateToken;
  /** Action, lower-case name and what follows `@`. */
  readonly uses?: ActionRef;
  readonly script?: TemplateToken;
  readonly inputs: readonly Entry[];
  readonly env: readonly Entry[];
  /** Its own and those of the steps that it stands in: all of them have to be true. */
  readonly conditions: readonly string[];
  /** What inputs and variables stand for here. */
  readonly scope: Scope;
  /** Outputs of the composite action that it uses, by their names. */
  readonly handsOn?: ReadonlyMap<string, string>;
}

/** Steps of a composite action as they know each other's outputs, and what it hands on to the step that uses it. */
export type Finish = (steps: readonly Step[], action: LocalAction, scope: Scope) => FinishedAction;

export interface FinishedAction {
  readonly steps: readonly Step[];
  readonly handsOn: ReadonlyMap<string, string>;
}

export interface ActionRef {
  /** As written, without the ref. */
  readonly name: string;
  readonly ref: string | undefined;
  /** `./path`: of the repository itself. */
  readonly isLocal: boolean;
  readonly isImage: boolean;
}

/** Composite actions of the repository by folder, without `./`; undefined when an action there is no composite one. */
export type LocalActions = ReadonlyMap<string, LocalAction>;

export interface LocalAction {
  readonly file: string;
  /** Undefined when it runs code of its own: JavaScript or an image. */
  readonly root: MappingToken | undefined;
  readonly isComposite: boolean;
}

/** GitHub's own limit. */
const DEEPEST = 10;
const MOST_STEPS = 2000;

/** The steps; `undecided` gets what could not be followed, `finish` each composite action once its steps are there. */
export function stepsOf(
  job: TemplateToken,
  { file, scope }: Pick<StepFrame, "file" | "scope">,
  actions: LocalActions,
  undecided: string[],
  finish: Finish,
): readonly Step[] {
  const steps: Step[] = [];
  walk(field(job, "steps"), { file, scope, depth: 0, conditions: [] });
  return steps;

  function walk(list: TemplateToken | undefined, at: StepFrame): void {
    for (const token of elementsOf(list)) {
      if (steps.length >= MOST_STEPS) {
        if (steps.length === MOST_STEPS && !undecided.includes(TOO_MANY)) undecided.push(TOO_MANY);
        return;
      }
      const step = toStep(token, at);
      const index = steps.push(step) - 1;
      walk(field(token, "parallel"), at);
      if (step.uses?.isLocal === true) enter(step, index, at.depth);
    }
  }

  function pushImage(step: Step, action: LocalAction): void {
    const image = imageStep(step, action);
    if (image !== undefined) steps.push(image);
  }

  function enter(step: Step, index: number, depth: number): void {
    const path = normalized(step.uses?.name ?? "");
    const action = path === undefined ? undefined : actions.get(path);
    if (action === undefined) undecided.push(`action ${step.uses?.name} was not read`);
    else if (depth >= DEEPEST) undecided.push(`actions nested deeper than ${DEEPEST} are not followed`);
    else if (!action.isComposite) pushImage(step, action);
    else {
      const inner = inputsOf(step, action);
      const around = { file: action.file, scope: inner, depth: depth + 1, conditions: step.conditions };
      const first = steps.length;
      walk(field(field(action.root, "runs"), "steps"), around);
      const done = finish(steps.splice(first), action, inner);
      addAll(steps, done.steps);
      steps[index] = { ...step, handsOn: done.handsOn };
    }
  }
}

/** Where a list of steps stands. */
interface StepFrame {
  readonly file: string;
  readonly scope: Scope;
  readonly depth: number;
  readonly conditions: readonly string[];
}

/** An action of the repository that is an image runs that image: `docker://…`, unless it is built from a file. */
function imageStep({ scope, conditions }: Step, { file, root }: LocalAction): Step | undefined {
  const image = field(field(root, "runs"), "image");
  const text = textOf(image);
  if (image === undefined || text?.startsWith("docker://") !== true) return undefined;
  return { file, token: image, ...placeOf(image), uses: toActionRef(text), inputs: [], env: [], scope, conditions };
}

const TOO_MANY = `steps after the first ${MOST_STEPS} were not read`;

/** Inputs as the caller gives them, else their defaults. */
function inputsOf(step: Step, action: LocalAction): Scope {
  const inputs = new Map<string, string>();
  for (const { key, value } of entriesOf(field(action.root, "inputs"))) {
    const fallback = textOf(field(value, "default"));
    if (fallback !== undefined) inputs.set(key.toLowerCase(), fallback);
  }
  for (const { key, value } of step.inputs) {
    const text = resolved(value, step.scope);
    if (text !== undefined) inputs.set(key.toLowerCase(), text);
  }
  return { inputs, env: step.scope.env };
}

function toStep(token: TemplateToken, { file, scope: around, conditions }: Omit<StepFrame, "depth">): Step {
  const uses = textOf(field(token, "uses"));
  const script = field(token, "run");
  const condition = conditionOf(field(token, "if"));
  const env = entriesOf(field(token, "env"));
  return {
    file,
    token,
    ...placeOf(token),
    ...(uses !== undefined && { uses: toActionRef(uses) }),
    ...(script !== undefined && { script }),
    conditions: condition === undefined ? conditions : [...conditions, condition],
    inputs: entriesOf(field(token, "with")),
    env,
    scope: withEnv(around, env),
  };
}

/** Takes what a step `uses` apart; a local path and an image have no ref. */
export function toActionRef(uses: string): ActionRef {
  const isImage = uses.startsWith("docker://");
  const isLocal = /^\.\.?\//.test(uses);
  const cut = isImage || isLocal ? -1 : uses.lastIndexOf("@");
  return {
    name: cut < 0 ? uses : uses.slice(0, cut),
    ref: cut < 0 ? undefined : uses.slice(cut + 1),
    isLocal,
    isImage,
  };
}

/** `./.github/actions/x/` as `.github/actions/x`; undefined when it leaves the repository. */
export function normalized(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else parts.push(part);
  }
  return parts.join("/");
}

/** An input of a step by its name, in any letter case. */
export function inputOf(step: Step, name: string): TemplateToken | undefined {
  return step.inputs.find(({ key }) => key.toLowerCase() === name.toLowerCase())?.value;
}

/** An input that is one of several words, such as true or false: resolved, in lower case; undefined when it is not given. */
export function inputWord(step: Step, name: string): string | undefined {
  return resolved(inputOf(step, name), step.scope)?.trim().toLowerCase();
}
