// Which steps bring in what somebody outside wrote: a checkout of their change, by an action or a script, or an artifact of theirs.
import { type CompiledTables, resolvedExpressions, resolveText } from "./context.js";
import { pathsOf } from "./expressions.js";
import { addressesBuilt, isBuiltFromGit } from "./images.js";
import { rowsFor } from "./injected.js";
import { APPLIES, CHANGES } from "./kept-changes.js";
import { onlyReads } from "./reading-script.js";
import { withVariables } from "./run-text.js";
import { inputOf, type Step } from "./steps.js";
import { type TemplateToken, textOf } from "./tokens.js";

/** By what it comes: an action that checks out, a script that does, an artifact of the run before. */
export type How = "checkout" | "script" | "artifact";

/**
 * Names of the branch that a change is on. Without the repository of the head it is a branch of the repository itself, which a
 * fork has no part in; that no branch is called `refs/pull/1/head` is seen to by GitHub.
 * https://github.blog/changelog/2023-03-23-block-ambiguous-branch-and-tag-names/
 */
const BRANCHES: ReadonlySet<string> = new Set([
  "github.head_ref",
  "github.event.pull_request.head.ref",
  "github.event.workflow_run.head_branch",
]);
const NO_NAMES: ReadonlySet<string> = new Set();

const PULL_REQUEST = /\b(?:gh|hub)\s+pr\s+checkout\b/;
const PULL_REF =
  /\bgit\b[^\n]*\b(?:fetch|checkout|pull|clone|switch|merge|worktree)\b[^\n]*(?:refs\/pull\/|pull\/[^\s/]*\/(?:head|merge)|\bpull\/)/;
const GIT = /\bgit\b[^\n]*\b(?:fetch|checkout|pull|clone|switch|merge|worktree|reset)\b/;
/** What installs a package from where git has it: it runs what the package says. */
const INSTALLS =
  /\b(?:pip3?|pipx|uvx?|npm|npx|pnpm|yarn|cargo|gem)\b[^\n]{0,500}(?:\b(?:git\+|github:|github\.com\b)|[\w}]#\$)/;
/** Files of a commit without git: https://docs.github.com/en/repositories/working-with-files/using-files/downloading-source-code-archives */
const ARCHIVE =
  /\b(?:curl|wget|gh\s+api)\b[^\n]{0,500}(?:\/(?:archive|tarball|zipball)\/|\b(?:codeload\.github|raw\.githubusercontent)\.com\/)/;
/** Another repository from which git takes, by a name that the script gives it. */
const REMOTE = /\bgit\b[^\n]{0,200}\bremote\b[^\n]{0,200}\b(?:add|set-url)\b/;
const BRINGS = [GIT, REMOTE, ARCHIVE, INSTALLS];
const DOWNLOAD = /\bgh\s+run\s+download\b|\bartifacts\/[^\s"']{1,200}\/zip\b|\barchive_download_url\b/;
/** The API by which a script of actions/github-script takes one: https://docs.github.com/en/rest/actions/artifacts */
const DOWNLOAD_API = /\bdownloadArtifact\b/;
/** Commands that only bring code, or compare it. */
const BRINGING =
  /(^|[\n;|&(])\s*(?:git|patch|gh\s+pr\s+(?:checkout|diff)|hub\s+pr\s+checkout|curl|wget|tar)\b[^\n;|&)]*/g;

/** How a step brings in a change or an artifact of somebody outside; undefined where it brings none. */
export function bringsCode(step: Step, tables: CompiledTables): How | undefined {
  const name = step.uses?.name.toLowerCase();
  if (name === "actions/checkout") {
    if (namesHead(inputOf(step, "repository"), step, tables)) return "checkout";
    return namesHead(inputOf(step, "ref"), step, tables, BRANCHES) ? "checkout" : undefined;
  }
  if (name === "actions/download-artifact" || name === "dawidd6/action-download-artifact") {
    const run = textOf(inputOf(step, "run-id") ?? inputOf(step, "run_id")) ?? "";
    return run.includes("workflow_run.id") ? "artifact" : undefined;
  }
  if (name === "actions/github-script") {
    const text = textOf(inputOf(step, "script")) ?? "";
    return DOWNLOAD_API.test(text) && text.includes("workflow_run") ? "artifact" : undefined;
  }
  if (isBuiltFromGit(step)) return headIn(textOf(inputOf(step, "context")) ?? "", step, tables) ? "script" : undefined;
  const script = textOf(step.script);
  if (script === undefined) return undefined;
  if (DOWNLOAD.test(script)) return namesRun(step) ? "artifact" : undefined;
  if (PULL_REQUEST.test(script) || PULL_REF.test(script)) return "script";
  if (APPLIES.test(script) && CHANGES.test(resolveText(withVariables(script, step.scope.env), step.scope)))
    return "script";
  const isBrought =
    (BRINGS.some((sign) => sign.test(script)) && namesHead(step.script, step, tables)) ||
    script.split("\n").some((line) => BRINGS.some((sign) => sign.test(line)) && headIn(line, step, tables)) ||
    addressesBuilt(script).some((address) => headIn(address, step, tables));
  return isBrought ? "script" : undefined;
}

/** Whether a step that brings something in does more with it than read and compare: an action that builds it does. */
export function runsItself(step: Step, how: How): boolean {
  const script = textOf(step.script);
  if (script === undefined || addressesBuilt(script).length > 0) return how === "script";
  return !onlyReads(how === "script" ? after(script).replace(BRINGING, "$1") : script);
}

/** What follows the first command that brings code. */
function after(script: string): string {
  const at = [PULL_REQUEST, PULL_REF, GIT, REMOTE, ARCHIVE, INSTALLS, APPLIES]
    .map((sign) => script.search(sign))
    .filter((found) => found >= 0);
  return script.slice(Math.min(...at, script.length));
}

/** Whether a script has the number of the run before, in it or in a variable of the step. */
function namesRun(step: Step): boolean {
  const tokens = [...(step.script === undefined ? [] : [step.script]), ...step.env.map(({ value }) => value)];
  return tokens.some((token) =>
    resolvedExpressions(token, step.scope).some(({ text }) => text.includes("workflow_run.id")),
  );
}

/** Whether a line of the shell or an address names the head, itself or by a variable of the step. */
function headIn(text: string, step: Step, tables: CompiledTables): boolean {
  const known = resolveText(withVariables(text, step.scope.env), step.scope);
  return (
    /refs\/pull\//.test(known) ||
    [...known.matchAll(EXPRESSION)].some(([, found = ""]) => isHead(found, tables, BRANCHES))
  );
}

const EXPRESSION = /\$\{\{\s*(.*?)\s*\}\}/gs;

function namesHead(
  token: TemplateToken | undefined,
  step: Step,
  tables: CompiledTables,
  except: ReadonlySet<string> = NO_NAMES,
): boolean {
  if (token === undefined) return false;
  if (/refs\/pull\//.test(textOf(token) ?? "")) return true;
  return resolvedExpressions(token, step.scope).some(({ text }) => isHead(text, tables, except));
}

function isHead(expression: string, tables: CompiledTables, except: ReadonlySet<string>): boolean {
  return pathsOf(expression)
    .filter(({ flows, names }) => flows && !except.has(names.join(".").toLowerCase()))
    .some((path) => rowsFor(path, false, tables.tables.untrustedContexts).some(({ head }) => head));
}
