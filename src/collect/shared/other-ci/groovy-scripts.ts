// Text of whoever opens a pull request inside a script of a Jenkinsfile: Groovy puts it there before the shell reads it, in double quotes
// and by `+`; in single quotes the shell reads a variable, and the text stays a text. Nothing is run, and what a function makes of a text is
// not followed. Pure.
// Source: https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#string-interpolation

export interface GroovyInjection {
  /** Variable that holds the text. */
  readonly expression: string;
  readonly line: number;
  readonly column: number;
}

/**
 * What a pull request says of itself, in words of its author. BRANCH_NAME of one is PR-7, and other branches are named by who may push.
 * Sources: https://plugins.jenkins.io/branch-api/, https://plugins.jenkins.io/ghprb/, https://plugins.jenkins.io/gitlab-plugin/
 */
const OUTSIDE: readonly string[] = [
  "CHANGE_TITLE",
  "CHANGE_BRANCH",
  "CHANGE_AUTHOR_DISPLAY_NAME",
  "CHANGE_AUTHOR_EMAIL",
  "ghprbPullTitle",
  "ghprbPullLongDescription",
  "ghprbCommentBody",
  "ghprbSourceBranch",
  "gitlabMergeRequestTitle",
  "gitlabMergeRequestDescription",
  "gitlabSourceBranch",
  "gitlabTriggerPhrase",
  "gitlabUserName",
];

const TEXT = /'''[\s\S]*?'''|"""[\s\S]*?"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g;
/** What stands before the script of a step. */
const STEP = /\b(?:sh|bat|powershell|pwsh)\s{0,20}(?:\(\s{0,20})?$|\bscript\s{0,20}:\s{0,20}$/;
const NAMED =
  /\b(?:sh|bat|powershell|pwsh)\b[ \t]{0,20}\(?[ \t]{0,20}(?:script[ \t]{0,20}:[ \t]{0,20})?(\w{1,80})[ \t]{0,20}(?:\)|$)/gm;
const ASSIGNED =
  /^[ \t]{0,200}(?:(?:def|String|final)[ \t]{1,20}){0,2}(?:env\.)?(\w{1,80})[ \t]{0,20}=(?![=~])[ \t]{0,20}(.{1,1000})$/gm;
const INTERPOLATED = /(?<!\\)\$(?:\{([^}]{1,300})\}|((?:env\.)?\w{1,80}))/g;
/** It leaves other characters out, or only asks about the text. */
const HARMLESS =
  /\.(?:replaceAll|replaceFirst|replace|hashCode|length|size|matches|contains|startsWith|endsWith|isEmpty)\b|URLEncoder|[=!]=|=~/;

/** Texts of others inside scripts, in their order. In: the file, comments blanked. */
export function injectedInto(code: string): readonly GroovyInjection[] {
  const held = new Map(OUTSIDE.map((name) => [name, name]));
  for (const [, name = "", value = ""] of code.matchAll(ASSIGNED)) {
    const source = sourceIn(value, held);
    if (source !== undefined) held.set(name, source);
  }
  const found = new Map<number, string>();
  for (const match of code.matchAll(TEXT)) {
    const { index, 0: text } = match;
    if (!STEP.test(code.slice(Math.max(0, index - 200), index))) continue;
    const after = /^[^\n]{0,500}/.exec(code.slice(index + text.length))?.[0] ?? "";
    const joined = /^\s{0,20}\+/.test(after) ? after : "";
    const source = sourceIn(text + joined, held);
    if (source !== undefined) found.set(index, source);
  }
  for (const match of code.matchAll(NAMED)) {
    const source = held.get(match[1] ?? "");
    if (source !== undefined) found.set(match.index, source);
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([at, expression]) => {
      const before = code.slice(0, at).split("\n");
      return { expression, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    });
}

/** Variable of others that a piece of Groovy writes out: between double quotes, or bare. */
function sourceIn(groovy: string, held: ReadonlyMap<string, string>): string | undefined {
  const parts: string[] = [];
  const bare = groovy.replace(TEXT, (text) => {
    if (text.startsWith('"'))
      for (const [, braced, plain] of text.matchAll(INTERPOLATED)) parts.push(braced ?? plain ?? "");
    return " ";
  });
  for (const part of [...parts, bare]) {
    if (HARMLESS.test(part)) continue;
    for (const [, name = ""] of part.matchAll(/(?<![\w.])(?:env\.)?(\w+)/g)) {
      const source = held.get(name);
      if (source !== undefined) return source;
    }
  }
  return undefined;
}
