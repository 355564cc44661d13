// The built-in company as it was some days before, for `nhi demo --drift`: its recording, with a few answers as they were.
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NhiError } from "../model/errors.js";

/** A step into an answer: a key, or what tells one element of a list. */
type Step = string | { readonly [field: string]: string };

interface Earlier {
  /** The clock of that recording. */
  readonly recordedAt: string;
  readonly changes: readonly {
    readonly file: string;
    readonly at: readonly Step[];
    readonly was: unknown;
  }[];
}

/** Copies the recording to `folder` as `earlier.json` in it says it was. Throws an internal error where the two disagree. */
export function writeEarlier(bundle: string, folder: string): void {
  const earlier = JSON.parse(readFileSync(join(bundle, "earlier.json"), "utf8")) as Earlier;
  cpSync(bundle, folder, { recursive: true });
  for (const { file, at, was } of earlier.changes) edit(join(folder, file), (answer) => replace(answer, at, was, file));
  edit(join(folder, "bundle.json"), (head) => replace(head, ["recordedAt"], earlier.recordedAt, "bundle.json"));
}

function edit(path: string, change: (value: unknown) => void): void {
  const value: unknown = JSON.parse(readFileSync(path, "utf8"));
  change(value);
  writeFileSync(path, JSON.stringify(value));
}

function replace(value: unknown, at: readonly Step[], was: unknown, file: string): void {
  const last = at.at(-1);
  const holder = at.slice(0, -1).reduce(stepInto, value);
  if (typeof last !== "string" || typeof holder !== "object" || holder === null || !(last in holder)) {
    throw new NhiError(
      "internal",
      `${file}: the built-in company has nothing at ${JSON.stringify(at)}; install nhi again`,
    );
  }
  Object.assign(holder, { [last]: was });
}

function stepInto(value: unknown, step: Step): unknown {
  if (typeof step === "string") return (value as { readonly [key: string]: unknown } | undefined)?.[step];
  const fields = Object.entries(step);
  return (value as readonly { readonly [key: string]: unknown }[] | undefined)?.find((one) =>
    fields.every(([name, text]) => one[name] === text),
  );
}
