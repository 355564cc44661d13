// Images that a step builds from what git has at an address, not from what lies in the job's folder.
// https://docs.docker.com/build/concepts/context/#remote-context
import { inputOf, type Step } from "./steps.js";
import { textOf } from "./tokens.js";

/** Options of a build that are given no value: what follows one of them may be the address. */
const BARE = "push|load|pull|no-cache|quiet|q|rm|force-rm|squash|compress|check";
const BUILD = /\b(?:docker|podman|buildah|nerdctl)\b[^\n;|&]{0,200}?\b(?:build|bud)\b([^\n;|&]*)/g;
/** A word that begins as an address or a variable does, and is not what an option is given. */
const ADDRESS = new RegExp(
  `(?<!\\s--?(?!-|(?:${BARE})\\b)[\\w-]+)\\s["']?((?:https?:|git:|git@|github\\.com/|\\$)(?:\\$\\{\\{.*?\\}\\}|\\{\\{.*?\\}\\}|[^\\s"'])*)`,
  "g",
);

/** Addresses, or variables that may be one, from which a script builds images. */
export function addressesBuilt(script: string): readonly string[] {
  const lines = script.replace(/\\\n/g, " ");
  return [...lines.matchAll(BUILD)].flatMap(([, given = ""]) =>
    [...given.matchAll(ADDRESS)].map(([, word = ""]) => word),
  );
}

/** Actions that take what they build from git where no folder is named. */
const BUILDERS: ReadonlySet<string> = new Set(["docker/build-push-action", "depot/build-push-action"]);

/**
 * Whether an action builds what git has, at an address or, where it is given none, at what started the run.
 * https://github.com/docker/build-push-action#git-context
 */
export function isBuiltFromGit(step: Step): boolean {
  const { uses } = step;
  if (uses === undefined || !BUILDERS.has(uses.name.toLowerCase())) return false;
  // the first version has no input of that name, and builds what lies in the folder
  if (/^v?1(?:\.|$)/.test(uses.ref ?? "")) return false;
  const context = textOf(inputOf(step, "context"))?.trim() ?? "";
  return context === "" || /^(?:https?:|git:|git@|github\.com\/|\$\{\{|\{\{defaultContext\}\})/.test(context);
}
