// What scripts look up of a pull request, or take from the event in JavaScript, as the expression that it is like.

/** The head of a pull request that an event of an issue does not carry; rows of ci-untrusted-contexts.yaml. */
const HEAD = "github.event.issue.pull_request.head";
const ASKS = /\bgh\s+(?:pr\s+view|api)\b/;
/** Fields of `gh pr view --json`, and of the API: https://cli.github.com/manual/gh_pr_view */
const ASKED: readonly (readonly [sign: RegExp, field: string])[] = [
  [/\bheadRefOid\b|\.head\.sha\b/, "sha"],
  [/\bheadRefName\b|\.head\.ref\b/, "ref"],
];

/** A text of the shell, with what its commands look up of the head of a pull request behind it. */
export function lookedUpByScript(text: string): string {
  if (!ASKS.test(text)) return text;
  const found = ASKED.flatMap(([sign, field]) => (sign.test(text) ? `\${{ ${HEAD}.${field} }}` : []));
  return [text, ...found].join(" ");
}

/** `core.setOutput("name", value)` and `return value` of actions/github-script. */
const SET = /\bcore\.setOutput\(\s*(["'`])([\w-]+)\1\s*,\s*([^;\n]+)/g;
const RETURNED = /\breturn\b([^;\n]+)/g;
const PAYLOAD = /\bcontext\.payload\.([\w.?]+)/g;
/** What gives the text itself, in another form. */
const FORM = /\.(?:trim|toString|toLowerCase|toUpperCase|replace|replaceAll|split|slice|substring)$/;
const HEAD_OF_ANSWER = /[\w)\]]\??\.head\??\.(sha|ref)\b/g;

/** Outputs of a script of actions/github-script with the expressions that their values are like. */
export function putOutByScript(script: string): readonly (readonly [name: string, text: string])[] {
  const set = [...script.matchAll(SET)].map(([, , name = "", value = ""]) => [name, likeExpression(value)] as const);
  const returned = [...script.matchAll(RETURNED)].map(([, value = ""]) => likeExpression(value)).join("");
  return returned === "" ? set : [...set, ["result", returned] as const];
}

/** What JavaScript takes from the event, as paths of it: github.event.issue.title. */
export function payloadPaths(script: string): readonly string[] {
  return [...script.matchAll(PAYLOAD)].map(
    ([, path = ""]) => `github.event.${path.replaceAll("?", "").replace(FORM, "")}`,
  );
}

function likeExpression(value: string): string {
  const paths = payloadPaths(value);
  const heads = [...value.replace(PAYLOAD, "").matchAll(HEAD_OF_ANSWER)].map(([, field = ""]) => `${HEAD}.${field}`);
  return [...paths, ...heads].map((path) => `\${{ ${path} }}`).join(" ");
}
