// A folder of Terraform files and its instances: what variables, locals, other resources and modules mean in it.
import { bound, evaluate, type Frame, pairsOf, type Step } from "./evaluate.js";
import type { Block, Expression, Place } from "./expression.js";
import { attributeOfResource } from "./known-attributes.js";
import { isMap, Missing, textOfValue, Unresolved, type Value } from "./value.js";

/** The files of one folder together. */
export interface Folder {
  readonly path: string;
  readonly variables: ReadonlyMap<string, Block>;
  readonly locals: ReadonlyMap<string, Expression>;
  readonly resources: readonly Block[];
  readonly data: readonly Block[];
  readonly modules: readonly Block[];
  readonly outputs: ReadonlyMap<string, Block>;
  /** Values that Terraform itself reads for a root module: terraform.tfvars, *.auto.tfvars. */
  readonly given: ReadonlyMap<string, Expression>;
}

/** What instances ask of the checkout. */
export interface Checkout {
  folder(path: string): Folder | undefined;
  fileText(path: string): string | undefined;
  template(text: string, place: Place): Expression;
}

/** A resource as it stands: one of a count or for_each where those are stated. */
export interface Declared {
  readonly block: Block;
  readonly type: string;
  /** Address in the configuration: `module.ci.aws_iam_role.deploy["api"]`. */
  readonly address: string;
  /** Root module that it belongs to: the folder that is applied. */
  readonly root: string;
  readonly frame: Frame;
}

const DEEPEST_MODULE = 8;
const MOST_EACH = 200;

export class Instance implements Frame {
  readonly #values = new Map<string, Value>();
  readonly #pending = new Set<string>();
  readonly #modules = new Map<string, Instance | undefined>();

  readonly folder: Folder;
  readonly checkout: Checkout;
  /** Values of a module call; undefined for a root module. */
  readonly inputs: ReadonlyMap<string, Value> | undefined;
  readonly prefix: string;
  readonly depth: number;

  constructor(
    folder: Folder,
    checkout: Checkout,
    call?: { inputs: ReadonlyMap<string, Value>; prefix: string; depth: number },
  ) {
    this.folder = folder;
    this.checkout = checkout;
    this.inputs = call?.inputs;
    this.prefix = call?.prefix ?? "";
    this.depth = call?.depth ?? 0;
  }

  resolve(root: string, steps: readonly Step[]): { value: Value; used: number } {
    const [first, second] = steps;
    switch (root) {
      case "var":
        return { value: this.#once(`var.${first}`, () => this.#variable(String(first))), used: 1 };
      case "local":
        return { value: this.#once(`local.${first}`, () => this.#local(String(first))), used: 1 };
      case "path":
        return {
          value:
            first === "cwd"
              ? new Unresolved("path.cwd")
              : first === "root" && this.depth > 0
                ? new Unresolved("path.root")
                : this.folder.path,
          used: 1,
        };
      case "module":
        return this.#output(String(first), steps);
      case "data":
        return this.#resource(this.folder.data, String(first), String(second), steps, 2);
      case "terraform":
      case "each":
      case "count":
      case "self":
        return { value: new Unresolved([root, ...steps].join(".")), used: steps.length };
      default:
        return this.#resource(this.folder.resources, root, String(first), steps, 1);
    }
  }

  fileText(path: string): string | undefined {
    // What begins with path.module is a path of the checkout by now; another one is taken from the folder itself.
    const inFolder = joinPath(this.folder.path, path);
    return this.checkout.fileText(path) ?? (inFolder === undefined ? undefined : this.checkout.fileText(inFolder));
  }

  template(text: string, place: Place): Expression {
    return this.checkout.template(text, place);
  }

  /** Resources of the folder, then those of the modules that it calls from this checkout. */
  *declared(root: string = this.folder.path): Iterable<Declared> {
    for (const block of this.folder.resources) yield* this.#copies(block, root);
    for (const call of this.folder.modules) {
      const name = call.labels[0] ?? "";
      const inner = this.#module(name);
      if (inner !== undefined) yield* inner.declared(root);
    }
  }

  *#copies(block: Block, root: string): Iterable<Declared> {
    const [type = "", name = ""] = block.labels;
    const address = `${this.prefix}${type}.${name}`;
    const count = block.attributes.get("count");
    if (count !== undefined && evaluate(count, this) === 0) return;
    const each = block.attributes.get("for_each");
    const pairs = each === undefined ? undefined : pairsOf(evaluate(each, this));
    if (pairs === undefined || pairs.length > MOST_EACH) {
      yield { block, type, address, root, frame: this };
      return;
    }
    const isSet = each === undefined || !isMap(evaluate(each, this));
    for (const [key, value] of pairs) {
      const name = textOfValue(isSet ? value : key) ?? "";
      const names = new Map<string, Value>([["each", { key: name, value }]]);
      yield { block, type, root, address: `${address}[${JSON.stringify(name)}]`, frame: bound(this, names) };
    }
  }

  #once(name: string, work: () => Value): Value {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    if (this.#pending.has(name)) return new Unresolved(name);
    this.#pending.add(name);
    const value = work();
    this.#pending.delete(name);
    this.#values.set(name, value);
    return value;
  }

  #variable(name: string): Value {
    const given = this.inputs?.get(name);
    if (given !== undefined) return given;
    const set = this.inputs === undefined ? this.folder.given.get(name) : undefined;
    if (set !== undefined) return evaluate(set, this);
    const standard = this.folder.variables.get(name)?.attributes.get("default");
    return standard === undefined ? new Unresolved(`var.${name}`) : evaluate(standard, this);
  }

  #local(name: string): Value {
    const expression = this.folder.locals.get(name);
    return expression === undefined ? new Unresolved(`local.${name}`) : evaluate(expression, this);
  }

  #output(name: string, steps: readonly Step[]): { value: Value; used: number } {
    const inner = this.#module(name);
    // `module.ci[0].role` of a module with count.
    const at = typeof steps[1] === "number" ? 2 : 1;
    const output = String(steps[at] ?? "");
    const value = inner?.folder.outputs.get(output)?.attributes.get("value");
    const what = `module.${name}.${output}`;
    if (inner === undefined || value === undefined) return { value: new Unresolved(what), used: steps.length };
    return { value: this.#once(what, () => evaluate(value, inner)), used: at + 1 };
  }

  #module(name: string): Instance | undefined {
    if (!this.#modules.has(name)) {
      this.#modules.set(name, undefined);
      this.#modules.set(name, this.#open(name));
    }
    return this.#modules.get(name);
  }

  #open(name: string): Instance | undefined {
    const call = this.folder.modules.find(({ labels }) => labels[0] === name);
    const path = call === undefined ? undefined : localSource(this.folder.path, call);
    const folder = path === undefined ? undefined : this.checkout.folder(path);
    if (call === undefined || folder === undefined || this.depth >= DEEPEST_MODULE) return undefined;
    const inputs = new Map<string, Value>();
    // What a copy of the module gets is not told apart by key.
    for (const [key, value] of call.attributes) {
      if (folder.variables.has(key)) inputs.set(key, evaluate(value, this));
    }
    return new Instance(folder, this.checkout, {
      inputs,
      prefix: `${this.prefix}module.${name}.`,
      depth: this.depth + 1,
    });
  }

  #resource(
    blocks: readonly Block[],
    type: string,
    name: string,
    steps: readonly Step[],
    named: number,
  ): { value: Value; used: number } {
    const block = blocks.find(({ labels }) => labels[0] === type && labels[1] === name);
    const isData = blocks === this.folder.data;
    const what = `${isData ? "data." : ""}${type}.${name}`;
    const isMany = block?.attributes.has("count") === true || block?.attributes.has("for_each") === true;
    const at = isMany ? named + 1 : named;
    const attribute = steps[at];
    if (block === undefined || typeof attribute !== "string")
      return { value: new Unresolved([what, ...steps.slice(named)].join(".")), used: steps.length };
    const frame = isMany ? this.#copyFrame(block, steps[named]) : this;
    const known = this.#once([what, ...steps.slice(named, at + 1)].join("."), () => {
      const made = attributeOfResource({ block, type, isData, attribute, frame });
      if (made !== undefined) return made;
      const stated = block.attributes.get(attribute);
      return stated === undefined ? new Missing(`${what}.${attribute}`) : evaluate(stated, frame);
    });
    // An attribute that the provider works out is not stated; it is not missing either.
    if (known instanceof Missing) return { value: new Unresolved(`${what}.${attribute}`), used: steps.length };
    return { value: known, used: at + 1 };
  }

  #copyFrame(block: Block, key: Step | undefined): Frame {
    const each = block.attributes.get("for_each");
    if (each === undefined || key === undefined) return this;
    const all = evaluate(each, this);
    const value = isMap(all) ? all[String(key)] : String(key);
    return value === undefined ? this : bound(this, new Map<string, Value>([["each", { key: String(key), value }]]));
  }
}

/** Folder of a module that lies in the same checkout: `./x`, `../x`. */
export function localSource(from: string, call: Block): string | undefined {
  const source = call.attributes.get("source");
  if (source?.kind !== "literal" || typeof source.value !== "string" || !/^\.\.?\//.test(source.value))
    return undefined;
  return joinPath(from, source.value);
}

/** A path below the root of the checkout; undefined when it leaves it. */
export function joinPath(from: string, path: string): string | undefined {
  const parts: string[] = from === "" ? [] : from.split("/");
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}
