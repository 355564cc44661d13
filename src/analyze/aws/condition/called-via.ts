// Services that call on behalf of the caller, as condition keys.
import { oncePer } from "../../../model/once.js";
import type { AwsGroup, AwsPrincipal, Estate } from "../estate.js";
import { controlsOver } from "../organization.js";
import type { ActionSet } from "../policy/action-set.js";
import type { Statement } from "../policy/policy.js";
import { type ConditionEntry, evaluateEntry } from "./condition.js";
import { classOfKey, type KeyClass } from "./key-classes.js";
import { atOrBelow, type KeyLookup, type KeyState, type KeyValues, known, open } from "./key-state.js";
import type { RequestFacts } from "./request-facts.js";
import { and, NO, or, SETTABLE, type Truth, UNKNOWN, YES } from "./truth.js";

/**
 * Services that say of themselves that they call for somebody, by the prefix of their actions; their name in the key is that below
 * amazonaws.com. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia
 */
const SERVICES: readonly string[] = [
  ...["aoss", "athena", "backup", "cloud9", "cloudformation", "databrew", "dataexchange", "dynamodb", "imagebuilder"],
  ...["kms", "mgn", "nimble", "omics", "ram", "robomaker", "sqlworkbench", "ssm-guiconnect"],
];

const CHOSEN = "the caller chooses it";

/**
 * State of aws:CalledVia and its like: the caller has a service call for it only where it may do something in that service. Of services
 * that are not listed nothing is claimed, nor of callers whose policies were not read.
 */
export function calledVia({ subject: { principal }, estate }: RequestFacts): KeyState {
  const begun = principal && begunBy(principal, estate)?.actions;
  const closed = begun === undefined ? [] : SERVICES.filter((service) => !begun.some((one) => opens(one, service)));
  const isNever = atOrBelow(closed.map((service) => `${service}.amazonaws.com`));
  return open(SETTABLE, CHOSEN, isNever && { isNever });
}

/** The key is in every request ("Availability" of aws:ViaAWSService, "AWS global condition context keys"). */
const DIRECT: readonly KeyValues[] = [["false"]];

/**
 * State of aws:ViaAWSService: false where the caller makes the request itself, which it may always choose. A service makes one for it only
 * after a request of its own, so that whoever may begin nothing has none made. What services that are not listed call is not known.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
 */
export function viaService({ subject: { principal }, estate, service }: RequestFacts): KeyState {
  const begins = principal === undefined ? "chosen" : beginningOf(principal, estate);
  if (begins === "chosen") return open(SETTABLE, CHOSEN);
  // the policy of a bucket, or of a queue, may let somebody in for whom the service then asks KMS
  if (begins === "nothing" && service !== "kms") return open(UNKNOWN, "no service calls for it", { possible: DIRECT });
  return open(UNKNOWN, "whether a service calls for it is not known", { own: DIRECT });
}

/**
 * Whether a principal may begin something in a service that calls for it, nothing at all, or something of which that is not known, as
 * where whatever it begins with is denied from outside of a network.
 */
export function beginningOf(principal: AwsPrincipal, estate: Estate): "chosen" | "nothing" | "something" {
  const begun = begunBy(principal, estate);
  // of a group, what else its members may begin is not looked at, only what denies them all
  const group = begun === undefined ? groupsIn(estate).get(principal.beginsAs ?? principal.id) : undefined;
  if (group !== undefined) {
    const { actions, isHeld } = begunIn(estate)(group);
    return isHeld || actions.length === 0 ? "something" : "chosen";
  }
  if (begun === undefined) return "chosen";
  if (begun.actions.length === 0) return "nothing";
  const isListed = SERVICES.some((one) => begun.actions.some((actions) => opens(actions, one)));
  return isListed && !begun.isHeld ? "chosen" : "something";
}

const groupsIn = oncePer(({ groups }: Estate) => new Map(groups.map((one) => [one.id, one])));

/** Who may begin something: a principal, or a group for its members. */
type Beginner = AwsGroup & Partial<Pick<AwsPrincipal, "isServiceLinked">>;

/** What a principal may begin with somewhere. */
interface Begun {
  readonly actions: readonly ActionSet[];
  /** All of it is denied by what nobody can tell of a request, such as the network that it comes from. */
  readonly isHeld: boolean;
}

/** Undefined where that is not told by policies alone. */
function begunBy({ id, beginsAs = id, session }: AwsPrincipal, estate: Estate): Begun | undefined {
  // who is asked about one action may hold the statements about that one alone
  const whole = session === undefined ? estate.principal(beginsAs) : undefined;
  if (whole === undefined || whole.kind === "root" || whole.policies.some(({ policy }) => policy.isOpaque))
    return undefined;
  return begunIn(estate)(whole);
}

/** By its own policies, and by what control policies deny. */
const begunIn = oncePer((estate: Estate) =>
  oncePer((principal: Beginner): Begun => {
    const controls = principal.isServiceLinked ? [] : controlsOver(estate.organizations, principal.account, "scp");
    const own = principal.policies.flatMap(({ policy }) => policy.statements);
    const denials = [...own, ...controls.flatMap(({ policy }) => policy.statements)];
    const held = heldBy(denials, keysFrom(principal));
    if (held === YES) return { actions: [], isHeld: false };
    const actions = own.filter((one) => one.isAllow && !isAfterwards(one)).map((one) => one.actions);
    return { actions, isHeld: held === UNKNOWN };
  }),
);

/** How surely some Deny among the statements is of whatever no service does. */
function heldBy(statements: readonly Statement[], keys: KeyLookup): Truth {
  return statements.reduce<Truth>((truth, one) => or(truth, deniesBeginning(one, keys)), NO);
}

export const VIA = "aws:viaawsservice";

/** Whether an Allow is for what services do alone. */
function isAfterwards({ condition }: Statement): boolean {
  return (condition?.entries ?? []).some(({ key, operator, isIfExists, quantifier, texts }) => {
    if (operator.isNegated || operator.isNull || isIfExists) return false;
    if (key === VIA) return texts.every((text) => text.toLowerCase() === "true");
    return key.startsWith("aws:calledvia") && quantifier !== "all";
  });
}

/** What all requests of a principal have in common. */
function keysFrom({ id, account }: Beginner): KeyLookup {
  const states = new Map([
    ["aws:principalarn", known(id)],
    ["aws:principalaccount", known(account)],
    ["aws:principalisawsservice", known("false")],
  ]);
  return { state: (key) => states.get(key) ?? open(UNKNOWN, "it differs from request to request") };
}

/**
 * How surely a Deny is of everything that no service does, for a principal with these keys: some are for all but a few that they name,
 * some for what comes from elsewhere. What the caller asks for, and when, it may choose.
 */
function deniesBeginning({ isAllow, actions, resources, condition }: Statement, keys: KeyLookup): Truth {
  if (isAllow || actions.isNegated || !actions.patterns.includes("*") || !resources.isEverything) return NO;
  return (condition?.entries ?? []).reduce<Truth>((truth, entry) => {
    if (isOfDirect(entry)) return truth;
    const holds = evaluateEntry(entry, keys);
    return and(truth, holds === UNKNOWN && !OF_CALLER.has(classOfKey(entry.key)) ? NO : holds);
  }, YES);
}

/** What is the same for whatever a caller asks for. */
const OF_CALLER: ReadonlySet<KeyClass> = new Set(["principal", "context"]);

/** Whether an entry of a condition is met by all that no service does. */
function isOfDirect({ key, operator, texts }: ConditionEntry): boolean {
  return key === VIA && operator.name === "Bool" && texts.every((text) => text.toLowerCase() === "false");
}

/** Whether some action of the service may be among them. */
function opens({ isNegated, patterns }: ActionSet, service: string): boolean {
  return (
    isNegated || patterns.some((pattern) => pattern.startsWith("*") || pattern.toLowerCase().startsWith(`${service}:`))
  );
}
