// Tokens that a job publishes: actions/checkout leaves one in .git/config, and an artifact of the whole folder has it in it, for
// whoever may read the repository, from the moment of its upload.
// https://unit42.paloaltonetworks.com/github-repo-artifacts-leak-tokens/
import { isSince, versionOf } from "./action-version.js";
import { resolved, resolvedExpressions } from "./context.js";
import { inputOf, inputWord, type Step } from "./steps.js";
import { isJobToken, type Place, placeOf } from "./tokens.js";

export interface PublishedToken extends Place {
  /** Secret that the checkout is done with; left out where it is the token of the job, which ends with it. */
  readonly secret?: string;
  readonly file?: string;
}

/** First release of the major version that leaves hidden files out: https://github.com/actions/upload-artifact/releases/tag/v4.4.0 */
const HIDDEN_LEFT_OUT: readonly [major: number, minor: number] = [4, 4];
/** Since then the token is in a file outside of the folder: https://github.com/actions/checkout/releases/tag/v6.0.0 */
const TOKEN_OUTSIDE: readonly [major: number, minor: number] = [6, 0];
/** Older ones upload nothing on github.com: https://github.blog/changelog/2024-02-12-deprecation-notice-v3-of-the-artifact-actions */
const FIRST_SERVED = 4;
/** The folder itself, all in it, or all in it at any depth. */
const WHOLE =
  /^(?:\.\/?|\$\{\{\s*github\.workspace\s*\}\}\/?|(?:(?:\.|\$\{\{\s*github\.workspace\s*\}\})\/)?\*\*?(?:\/\*\*?)?)$/;
const SECRET = /^\s*secrets\.([\w-]+)\s*$/i;

/** Tokens that steps of a job put into an artifact; `lines` are those of the file of the workflow. */
export function publishedTokens(steps: readonly Step[], file: string, lines: readonly string[]): PublishedToken[] {
  const kept = steps.findIndex((step) => keepsToken(step, linesOf(step)));
  const checkout = steps[kept];
  if (checkout === undefined) return [];
  const folder = folderOf(checkout);
  const upload = steps.slice(kept + 1).find((step) => uploadsFolder(step, folder, linesOf(step)));
  if (upload === undefined) return [];
  const secret = secretOf(checkout);
  if (secret === undefined) return [];
  return [
    {
      ...placeOf(upload.token),
      ...(secret !== "" && { secret }),
      ...(upload.file !== file && { file: upload.file }),
    },
  ];

  function linesOf(step: Step): readonly string[] {
    return step.file === file ? lines : [];
  }
}

function keepsToken(step: Step, lines: readonly string[]): boolean {
  if (step.uses?.name.toLowerCase() !== "actions/checkout") return false;
  if (inputWord(step, "persist-credentials") === "false") return false;
  const version = versionOf(step, lines);
  return version !== undefined && !isSince(version, TOKEN_OUTSIDE);
}

/** Folder of a checkout below that of the job; empty where it is that one. */
function folderOf(step: Step): string {
  return (resolved(inputOf(step, "path"), step.scope) ?? "").trim().replace(/^\.\/|\/+$/g, "");
}

function uploadsFolder(step: Step, folder: string, lines: readonly string[]): boolean {
  if (step.uses?.name.toLowerCase() !== "actions/upload-artifact") return false;
  const version = versionOf(step, lines);
  if (version !== undefined && version.major < FIRST_SERVED) return false;
  const hidden = inputWord(step, "include-hidden-files");
  const takesHidden = version === undefined || isSince(version, HIDDEN_LEFT_OUT) ? hidden === "true" : true;
  if (!takesHidden) return false;
  const paths = (resolved(inputOf(step, "path"), step.scope) ?? "").split("\n").map((line) => line.trim());
  if (paths.some((path) => /^!.*\.git(?:\/\*\*?|\/config|\/)?$/.test(path))) return false;
  const below = folder === "" ? [] : [folder, `./${folder}`, `\${{ github.workspace }}/${folder}`];
  return paths.some(
    (path) => WHOLE.test(path) || below.includes(path.replace(/\/+$/, "")) || holdsConfig(path, folder),
  );
}

/** The folder of git, or its settings, by name. */
function holdsConfig(path: string, folder: string): boolean {
  const own = path.replace(/^\.\/|\/+$/g, "");
  const git = folder === "" ? ".git" : `${folder}/.git`;
  return own === git || own === `${git}/config` || own === `${git}/**`;
}

/** Name of the secret that a checkout is done with, empty for the token of the job; undefined where it is another value. */
function secretOf(step: Step): string | undefined {
  const token = inputOf(step, "token");
  if (token === undefined) return "";
  const [only, ...others] = resolvedExpressions(token, step.scope);
  if (only === undefined || others.length > 0) return undefined;
  if (isJobToken(only.text)) return "";
  return SECRET.exec(only.text)?.[1]?.toUpperCase();
}
