// Files of a plan: named by us, never by what was read, and never over what is there.
import { closeSync, constants, lstatSync, openSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../model/errors.js";
import type { PlanFile, Replacement, StaticSecret } from "../plan/replacement.js";
import { safeWord } from "../plan/text.js";
import { makeFolder, toFileFault } from "./write-file.js";

/** A file a snippet, numbered in the order of risk, and README.md with the steps. */
export function planFiles(
  planned: readonly { readonly secret: StaticSecret; readonly replacements: readonly Replacement[] }[],
): PlanFile[] {
  const files: PlanFile[] = [];
  const readme = ["# From static secrets to short-lived ones", "", "Most risk first. Nothing here was applied."];
  for (const [at, { secret, replacements }] of planned.entries()) {
    const number = String(at + 1).padStart(3, "0");
    readme.push("", `## ${number} ${markdown(secret.name)} (${secret.type})`);
    for (const [which, { title, steps, files: snippets }] of replacements.entries()) {
      readme.push("", markdown(title), "", ...steps.map((step, index) => `${index + 1}. ${markdown(step)}`));
      for (const { name, text } of snippets) {
        const stem = safeFile(name);
        const own = `${number}-${replacements.length > 1 ? `${which + 1}-` : ""}${stem}`;
        files.push({ name: own, text });
        readme.push("", `See ${own}.`);
      }
    }
  }
  return [{ name: "README.md", text: `${readme.join("\n")}\n` }, ...files];
}

/** A file for the terminal: its name, and below it the text as it is to be written. */
export function fileLines({ name, text }: PlanFile, margin: string): string[] {
  const body = text.trimEnd().split("\n");
  return ["", `${margin}${name}`, ...body.map((line) => `${margin}  ${line}`.trimEnd())];
}

/** Faults of a file that was made already. */
const SPACE: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EFBIG", "EIO"]);

/** Letters, digits, dots and hyphens; no leading dot, no folder. */
function safeFile(name: string): string {
  const at = name.lastIndexOf(".");
  const stem = safeWord(at < 0 ? name : name.slice(0, at).replace(/\./g, "-"), 80);
  return at < 0 ? stem : `${stem}.${safeWord(name.slice(at + 1), 8)}`;
}

function markdown(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu, "?")
    .replace(/[\\`*_{}[\]<>#|]/g, "\\$&");
}

/**
 * Writes the files into the folder, 0600. Looks first: where one is there already, none is written unless `force`, and a
 * link is never followed. Throws UsageError.
 */
export function writeFiles(folder: string, files: readonly PlanFile[], force: boolean): void {
  makeFolder(folder, 0o700);
  const taken = files.filter(({ name }) => lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined);
  if (taken.length > 0 && !force) {
    const names = taken.slice(0, 3).map(({ name }) => name);
    throw new UsageError(
      `${folder}: ${names.join(", ")}${taken.length > names.length ? ` and ${taken.length - names.length} more are` : taken.length > 1 ? " are" : " is"} there already; name another folder, or overwrite with --force`,
    );
  }
  for (const { name, text } of files) {
    const file = join(folder, name);
    try {
      const mode = force ? constants.O_TRUNC : constants.O_EXCL;
      const handle = openSync(file, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW | mode, 0o600);
      try {
        writeFileSync(handle, text);
      } finally {
        closeSync(handle);
      }
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "";
      // Half a file of our own would stand in the way of the next run.
      if (SPACE.has(String(code)) && !force) rmSync(file, { force: true });
      if (code === "ELOOP") throw new UsageError(`${file}: cannot be written: it is a link`, { cause: error });
      throw toFileFault(file, error);
    }
  }
}
