// Whether steps run something of what earlier ones left in the job's folder, or in a folder of it. Whatever is not known to be
// harmless runs it.
import type { How } from "./brought.js";
import { isBuiltFromGit } from "./images.js";
import { onlyReads, putsInEarlier } from "./reading-script.js";
import { withVariables } from "./run-text.js";
import { inputOf, type Step } from "./steps.js";
import { field, textOf } from "./tokens.js";

/** Actions that only move files, sign in or report: what was checked out does not run by them. */
const PASSIVE = new RegExp(
  `^(?:${[
    "actions/(?:upload|download)-artifact",
    "actions/cache(?:/\\w+)?",
    "actions/(?:labeler|checkout)",
    "github/codeql-action/upload-sarif",
    "aws-actions/configure-aws-credentials",
    "azure/login",
    "google-github-actions/auth",
    "dorny/paths-filter",
    "peter-evans/create-or-update-comment",
    "marocchino/sticky-pull-request-comment",
  ].join("|")})$`,
  "i",
);
/** They put a tool in place; where they keep its packages they ask the package manager, which may be one of the folder. */
const SETUP = /^actions\/setup-(?:node|python|java|dotnet)$/i;
/** Commands of git that only tell what is there. An artifact may bring settings of git, by which they run more; a checkout brings none. */
const TELLS =
  /(^|[\n;|&(])\s*git\s+(?:blame|branch|describe|diff|fetch|log|ls-files|ls-remote|merge-base|rev-list|rev-parse|shortlog|show|status)\b[^\n;|&)]*/g;
/** Arguments that stand for everything below a folder. */
const WHOLE = /(?:^|\s)\.\/?(?=\s|$)|\*|\b(?:find|xargs)\b/m;

/** Whether a later script or action may run what was brought; for an artifact only a script does that does more than read. */
export function runsSomething(later: readonly Step[], how: How, folder = ""): boolean {
  return later.some((step) => (how === "artifact" ? runsArtifact(step, folder) : runsCheckout(step, folder)));
}

/** Whether a later step starts a program at all, with the variables that it is given. */
export function runsPrograms(later: readonly Step[]): boolean {
  return later.some((step) => step.script !== undefined || isActive(step));
}

/** Folder that a checkout goes to, as it is written; empty for the job's own, and where only a run knows it. */
export function folderOf(step: Step): string {
  const path = (textOf(inputOf(step, "path")) ?? "").trim();
  return /\$\{\{/.test(path) ? "" : path.replace(/^\.(?:\/|$)|\/+$/g, "");
}

/** Whether a step runs a script in a folder, or by its name, or an action of it. */
export function namesFolder({ script, uses, token, scope }: Step, folder: string): boolean {
  if (uses?.isLocal === true) return `${uses.name.replace(/^\.\//, "")}/`.startsWith(`${folder}/`);
  if (script === undefined) return false;
  const place = textOf(field(token, "working-directory")) ?? "";
  return [place, textOf(script) ?? ""].some((text) => withVariables(text, scope.env).includes(folder));
}

/** A module that a script of an action takes from a file. */
const MODULE = /\b(?:require|import)\(\s*[`'"](?:\.{1,2}\/|\/|\$\{)[^)\n]*/g;

function runsArtifact({ script, inputs }: Step, folder: string): boolean {
  // what was read may be put into the script of an action, as into one of the shell
  const given = inputs.filter(({ key }) => key.toLowerCase() === "script").map(({ value }) => textOf(value));
  if (given.some((text) => text === undefined || putsInEarlier(text))) return true;
  if (given.some((text) => (text?.match(MODULE) ?? []).some((one) => one.includes(folder)))) return true;
  return script !== undefined && !onlyReads(textOf(script) ?? "unknown");
}

function runsCheckout(step: Step, folder: string): boolean {
  if (step.script === undefined)
    return isActive(step) && (folder === "" || step.uses?.isLocal !== true || namesFolder(step, folder));
  const script = textOf(step.script) ?? "unknown";
  if (folder !== "" && !WHOLE.test(script) && !namesFolder(step, folder)) return false;
  return !onlyReads(script.replace(TELLS, "$1"));
}

function isActive(step: Step): boolean {
  const { uses } = step;
  if (uses === undefined || PASSIVE.test(uses.name) || isBuiltFromGit(step)) return false;
  return !SETUP.test(uses.name) || inputOf(step, "cache") !== undefined;
}
