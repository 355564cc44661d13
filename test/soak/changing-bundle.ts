// A recording that changes from round to round as an estate does: what is there goes and comes back, something new is made after the
// pattern of something old, keys are replaced, and answers are refused.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Of so many answers one changes in a round. */
const CHANGED = 20;
/** Of so many answers one is refused in a round with refusals. */
const REFUSED = 25;
/** What names an element, the first that it has. */
const NAMES = ["id", "Id", "UserName", "RoleName", "name", "displayName", "email"];
const KEYS = [/\bAKIA[A-Z2-7]{16}\b/g, /(?<="keyId": ?")[0-9a-f-]{36}(?=")/g];
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** A refused answer stands beside what it is instead of. */
const ERROR = { status: 403, code: "AccessDenied", message: "refused in this round" };

export class ChangingBundle {
  readonly folder: string;
  readonly #random: () => number;
  readonly #original = new Map<string, string>();
  readonly #now = new Map<string, string>();
  readonly #refused = new Set<string>();
  readonly #grown = new Set<string>();
  #made = 0;

  /** Reads the recording at `from`, which stays as it is, and writes it to `folder`. */
  constructor(from: string, folder: string, random: () => number) {
    this.folder = folder;
    this.#random = random;
    for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name).slice(from.length + 1);
      this.#original.set(path, readFileSync(join(from, path), "latin1"));
    }
    for (const path of this.#original.keys()) this.#restore(path);
  }

  /** Changes some answers, one way or another; says how many. Something new is made only where what is asked of it may be unread. */
  change(mayGrow: boolean): number {
    const paths = this.#answers();
    let changed = 0;
    for (let left = Math.ceil(paths.length / CHANGED); left > 0; left -= 1) {
      const path = this.#one(paths);
      const way = this.#random();
      if (way < 0.3) this.#restore(path);
      else if (way < 0.5) this.#replaceKey(path);
      else this.#changeList(path, !mayGrow || way < 0.75);
      changed += 1;
    }
    return changed;
  }

  /** Some answers are refused until `allow`; says how many. */
  refuse(): number {
    const paths = this.#answers();
    for (let left = Math.ceil(paths.length / REFUSED); left > 0; left -= 1) {
      const path = this.#one(paths);
      this.#refused.add(path);
      rmSync(join(this.folder, path), { force: true });
      this.#put(path.replace(/\.json$/, ".error.json"), JSON.stringify(ERROR));
    }
    return this.#refused.size;
  }

  /** Whatever was refused is answered again, and what is new is gone: a recording does not hold what is asked about it. */
  allow(): void {
    for (const path of this.#grown) this.#restore(path);
    this.#grown.clear();
    for (const path of this.#refused) {
      rmSync(join(this.folder, path.replace(/\.json$/, ".error.json")), { force: true });
      this.#put(path, this.#now.get(path) ?? "");
    }
    this.#refused.clear();
  }

  /** All is as it was at first. */
  restore(): void {
    this.allow();
    for (const path of this.#original.keys()) this.#restore(path);
  }

  #answers(): string[] {
    return [...this.#original.keys()].filter(
      // Not what lies in a repository.
      (path) => path.endsWith(".json") && !/(?:^[^/]*|\.error\.json)$|\/raw\//.test(path),
    );
  }

  #one<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)] as T;
  }

  #restore(path: string): void {
    this.#set(path, this.#original.get(path) ?? "");
  }

  #set(path: string, text: string): void {
    if (this.#now.get(path) === text) return;
    this.#now.set(path, text);
    this.#put(path, text);
  }

  #put(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, "latin1");
  }

  /** Another key in the place of one that the answer names, in every answer that names it. */
  #replaceKey(path: string): void {
    const text = this.#now.get(path) ?? "";
    const keys = KEYS.flatMap((pattern) => text.match(pattern) ?? []);
    if (keys.length === 0) return;
    const old = this.#one(keys);
    const end = old.startsWith("AKIA") ? this.#letters(4) : String(this.#next()).padStart(4, "0");
    for (const [other, otherText] of this.#now) {
      if (otherText.includes(old)) this.#set(other, otherText.replaceAll(old, old.slice(0, -4) + end));
    }
  }

  /** One element of a list goes, or another like it comes. */
  #changeList(path: string, isRemoved: boolean): void {
    const value: unknown = JSON.parse(this.#now.get(path) ?? "null");
    const lists = [...listsIn(value)];
    if (lists.length === 0) return;
    const list = this.#one(lists);
    const element = this.#one(list);
    if (isRemoved) list.splice(list.indexOf(element), 1);
    else {
      list.push(this.#like(element));
      this.#grown.add(path);
    }
    this.#set(path, JSON.stringify(value));
  }

  /** An element of another name: wherever the name stands in it. */
  #like(element: object): object {
    const name = NAMES.map((key) => Reflect.get(element, key)).find(
      (value) => typeof value === "string" && value.length > 2,
    );
    const text = JSON.stringify(element);
    if (typeof name !== "string") return parsed(text);
    const isId = /^[0-9a-f]{8}-/.test(name);
    const other = isId
      ? name.slice(0, -6) + String(this.#next()).padStart(6, "0")
      : `${name}-${this.#letters(4).toLowerCase()}`;
    return parsed(text.replaceAll(JSON.stringify(name).slice(1, -1), other));
  }

  #next(): number {
    this.#made += 1;
    return this.#made;
  }

  #letters(count: number): string {
    let [text, rest] = ["", this.#next()];
    for (let at = 0; at < count; at += 1) {
      text += LETTERS.charAt(rest % LETTERS.length);
      rest = Math.floor(rest / LETTERS.length);
    }
    return text;
  }
}

/** Every list of records in a value, however deep. */
function* listsIn(value: unknown): Generator<object[]> {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "object" && one !== null)) {
    yield value as object[];
  }
  for (const inner of Object.values(value)) yield* listsIn(inner);
}

function parsed(text: string): object {
  return JSON.parse(text) as object;
}
