// What a condition comes to for somebody outside: who they are and what their change is like is known where the condition asks for
// it. A condition that turns away a bot, or lets only forks in, stops nobody.
import type { Expr } from "@actions/expressions";
import { Binary, FunctionCall } from "@actions/expressions/ast";
import { pathOf } from "./expressions.js";
import { booleanOf, equality, type Known, knownOfEvent, listIn, nameOf, type Truth, textIn } from "./truth.js";

/** What a condition may ask of the person or the change behind an event. */
export type Gate = "author_association" | "actor" | LabelGate | "member" | "same_repository" | "merged" | "approved";

/** A label that is set for the run, and one that was set once and stays when the change goes on. */
type LabelGate = "label" | "lasting_label";

/** Stands in a condition for what a step found the one who acts to be permitted; GitHub has no context of this name. */
export const ACTOR_PERMISSION = "github.actor_permission";
/** What somebody outside is permitted in a repository that everyone reads. */
const OUTSIDE_LEVELS: readonly string[] = ["none", "read", "triage"];

const SIGNS: readonly (readonly [gate: Gate, path: RegExp])[] = [
  ["author_association", /\.author_association$/],
  [
    "actor",
    /^github\.(?:actor|actor_id|triggering_actor|event\.sender\.(?:login|id)|event\.(?:\w+\.)?user\.(?:login|id)|event\.(?:sender|(?:\w+\.)?user)\.type|event\.workflow_run\.(?:triggering_)?actor\.(?:login|id))$/,
  ],
  ["label", /^github\.event\.(?:label\.name|(?:pull_request|issue)\.labels(?:\..*)?)$/],
  [
    "same_repository",
    /^github\.event\.(?:pull_request\.head\.(?:label|user\.(?:login|id))|(?:pull_request\.head\.repo|workflow_run\.head_repository)\.(?:full_name|fork|owner\.(?:login|id)|id|node_id|\w+_url|url))$/,
  ],
  [
    "member",
    /^github\.(?:actor_permission|event\.pull_request\.(?:assignee(?:\.(?:login|id))?|milestone(?:\.(?:title|number|id))?|auto_merge))$/,
  ],
  ["merged", /^github\.event\.pull_request\.merged$/],
  ["approved", /^github\.event\.review\.state$/],
];

/**
 * What GitHub calls people who never had a change merged. CONTRIBUTOR is not among them: somebody had to merge one.
 * https://docs.github.com/en/graphql/reference/enums#commentauthorassociation
 */
const STRANGERS: readonly string[] = ["none", "first_timer", "first_time_contributor"];
const ACTIVITY = "github.event.action";
const RUN_BEFORE = "github.event.workflow_run.event";
const LISTING: ReadonlySet<string> = new Set(["contains", "startswith", "endswith"]);
/** What is a text, whatever is in it: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts */
const TEXTS = /^(?:env|vars|secrets)\./;
/** Functions whose result is their first argument in another form. */
const FORMS: ReadonlySet<string> = new Set(["join", "tojson", "fromjson"]);

/**
 * Who acted last, in an event of a change: whoever opens a pull request gets a bot to push to it in their fork, and it acted last.
 * https://boostsecurityio.github.io/poutine/rules/confused_deputy_auto_merge
 */
const LAST_ACTOR =
  /^github\.(?:actor|actor_id|triggering_actor|event\.sender\.(?:login|id|type)|event\.workflow_run\.(?:triggering_)?actor\.(?:login|id))$/;
const OF_CHANGES: ReadonlySet<string> = new Set(["pull_request_target", "workflow_run"]);
/** Numbers of bots that forks may have too: Dependabot (its account and its App), its preview, Renovate. */
const BOT_IDS: ReadonlySet<string> = new Set(["49699333", "29110", "27856297", "29139614"]);

/** Type of an account that is no person's: https://docs.github.com/en/graphql/reference/interfaces#actor */
const BOT = "bot";

/** The gate that a path of a context, in lower case, belongs to. */
export function gateOf(path: string): Gate | undefined {
  return SIGNS.find(([, sign]) => sign.test(path))?.[0];
}

/** What somebody outside can cause. */
export interface Causable {
  /** By the name of the event, for conditions on the run before. */
  event(event: string): boolean;
  /** By the type of the activity, of the event at hand. */
  activity(type: string): boolean;
}

/** What is known of conditions where somebody outside causes the event. */
export function knownOfOutsider(event: string, causable: Causable): Known {
  const byEvent = knownOfEvent(event);
  return (expr) => byEvent(expr) ?? (sendsBots(expr, event) ? undefined : ofOutsider(expr, causable));
}

function ofOutsider(expr: Expr, causable: Causable): Truth {
  if (expr instanceof Binary) return equality(expr, (left, right) => areEqual(left, right, causable));
  if (expr instanceof FunctionCall) return LISTING.has(nameOf(expr)) ? listed(expr) : undefined;
  return ofPath(pathOf(expr));
}

/** Whether a comparison or list asks for a bot as the one who acted last, where those outside have it act for them. */
function sendsBots(expr: Expr, event: string): boolean {
  const parts = expr instanceof Binary ? [expr.left, expr.right] : expr instanceof FunctionCall ? expr.args : [];
  if (!OF_CHANGES.has(event) || !parts.some((part) => LAST_ACTOR.test(pathOf(part) ?? ""))) return false;
  const texts = parts.flatMap((part) => listIn(part) ?? textIn(part) ?? []);
  return texts.some((text) => text.endsWith("[bot]") || text === BOT || BOT_IDS.has(text));
}

/** A path alone: of a fork, and not merged. */
function ofPath(path: string | undefined): Truth {
  if (path === undefined) return undefined;
  if (path.endsWith(".fork") && gateOf(path) === "same_repository") return true;
  return gateOf(path) === "merged" || (gateOf(path) === "member" && path !== ACTOR_PERMISSION) ? false : undefined;
}

function areEqual(left: Expr, right: Expr, causable: Causable): Truth {
  const told = [left, right].find((side) => [RUN_BEFORE, ACTIVITY].includes(pathOf(side) ?? ""));
  if (told !== undefined) {
    const text = textIn(told === left ? right : left);
    const isCausable = pathOf(told) === ACTIVITY ? causable.activity : causable.event;
    return text === undefined || isCausable(text) ? undefined : false;
  }
  const [own, other] = gateIn(left) === undefined ? [right, left] : [left, right];
  const gate = gateIn(own);
  // both are of the person outside: the author of the comment and of the issue
  if (gate === undefined || gateIn(other) !== undefined) return undefined;
  const said = booleanOf(other);
  if (pathOf(own) === ACTOR_PERMISSION) return isOutsideLevel(textIn(other));
  // of a change that no member did anything with it is null, which is the text without letters
  if (gate === "member") return textIn(other) === undefined ? undefined : textIn(other) === "" || said === false;
  const known = ofPath(pathOf(own));
  if (known !== undefined) return said === undefined ? undefined : said === known;
  const text = textIn(other);
  if (pathOf(own)?.endsWith(".type") === true) return text === BOT ? false : undefined;
  if (gate === "author_association" && text !== undefined) return STRANGERS.includes(text) ? undefined : false;
  return false;
}

/** Whether what a check put out may be this: the right itself, or whether it is enough. */
function isOutsideLevel(text: string | undefined): Truth {
  if (text === undefined || OUTSIDE_LEVELS.includes(text)) return undefined;
  return text === "false";
}

/** `contains`, `startsWith` and `endsWith` of what people outside are called. */
function listed(call: FunctionCall): Truth {
  const [where, what] = call.args;
  if (where === undefined || what === undefined) return undefined;
  const inside = gateIn(where);
  if (inside !== undefined) return hasText(inside, nameOf(call), textIn(what));
  const gate = gateIn(what);
  if (gate === undefined) return undefined;
  const list = listIn(where);
  const text = textIn(where);
  const theirs = gate === "author_association" ? STRANGERS : gate === "member" ? OUTSIDE_LEVELS : undefined;
  if (theirs !== undefined && (list !== undefined || text !== undefined)) {
    const isNamed = theirs.some((one) => (list === undefined ? text?.includes(one) : list.includes(one)));
    return isNamed ? undefined : false;
  }
  // a text holds every part of itself, and who chooses their name may be called so
  return gate === "actor" && (text !== undefined || TEXTS.test(pathOf(where) ?? "")) ? undefined : false;
}

/** Whether a value of the person outside has a text in it. Names are theirs to choose; those of Apps alone have a bracket. */
function hasText(gate: Gate, how: string, text: string | undefined): Truth {
  if (text === undefined) return false;
  if (gate === "author_association") return STRANGERS.some((one) => one.includes(text)) ? undefined : false;
  if (gate === "actor") return text.includes("[") ? false : undefined;
  // a fork keeps its name, and its owner's is before it
  if (gate === "same_repository") return how === "startswith" ? false : undefined;
  return false;
}

function gateIn(expr: Expr): Gate | undefined {
  if (expr instanceof FunctionCall) {
    const [first] = expr.args;
    return first !== undefined && FORMS.has(nameOf(expr)) ? gateIn(first) : undefined;
  }
  const path = pathOf(expr);
  return path === undefined ? undefined : gateOf(path);
}
