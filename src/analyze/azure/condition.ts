// Conditions of role assignments, three-valued: about the operation at hand they decide, about what the request asks for when roles
// are granted too; attributes of resources and principals are not read, and stay open.
import { matchesOperation } from "../../model/azure-operation.js";
import { and, NO, not, or, type Truth, toTruth, UNKNOWN } from "../aws/condition/truth.js";
import { COMPARISONS } from "./comparisons.js";

/** What is known of a request. */
export interface Request {
  readonly operation: string;
  /** Attribute as `source[name]` in lower case → its value: `@request[microsoft.authorization/roleassignments:principalid]`. */
  readonly attributes?: ReadonlyMap<string, string>;
  /** Part of the operation that is asked about: `Blob.List`. */
  readonly subOperation?: string | undefined;
}

/** Whether the condition lets the request through. One that has no form that is known is open. */
export function evaluateCondition(condition: string, request: Request): Truth {
  const tokens = tokenize(condition);
  if (tokens === undefined) return UNKNOWN;
  try {
    const parser = new Parser(tokens, request);
    const truth = parser.either();
    return parser.isAtEnd ? truth : UNKNOWN;
  } catch (error) {
    if (error instanceof NoForm) return UNKNOWN;
    throw error;
  }
}

class NoForm extends Error {}

const LONGEST = 10_000;
const DEEPEST = 60;

const TOKEN =
  /\s*(?:('(?:[^'\\]|\\.)*')|(@[A-Za-z]+\[[^\]]*\](?:<\$[^$]*\$>)?)|(&&|\|\||[()!{},])|([A-Za-z0-9_.:*/<>$+-]+))/y;

/** Texts with their quotes, attributes, signs and words; undefined when something is none of these. */
function tokenize(text: string): readonly string[] | undefined {
  if (text.length > LONGEST) return undefined;
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const found = TOKEN.exec(text);
    if (found === null) return undefined;
    tokens.push(found[1] ?? found[2] ?? found[3] ?? found[4] ?? "");
  }
  return tokens;
}

class Parser {
  private at = 0;
  private depth = 0;
  private readonly tokens: readonly string[];
  private readonly request: Request;

  constructor(tokens: readonly string[], request: Request) {
    this.tokens = tokens;
    this.request = request;
  }

  get isAtEnd(): boolean {
    return this.at === this.tokens.length;
  }

  either(): Truth {
    let truth = this.each();
    while (this.takes("||", "OR")) truth = or(truth, this.each());
    return truth;
  }

  private each(): Truth {
    let truth = this.term();
    while (this.takes("&&", "AND")) truth = and(truth, this.term());
    return truth;
  }

  private term(): Truth {
    this.depth += 1;
    if (this.depth > DEEPEST) throw new NoForm();
    try {
      if (this.takes("!", "NOT")) return not(this.term());
      if (this.takes("(")) {
        const truth = this.either();
        this.expect(")");
        return truth;
      }
      return this.predicate();
    } finally {
      this.depth -= 1;
    }
  }

  private predicate(): Truth {
    const word = this.next();
    if (/^ActionMatches$/i.test(word)) return toTruth(matchesOperation(this.request.operation, this.braced()));
    // parts of an operation, such as reading by tags, are told apart only where somebody says which is meant
    if (/^SubOperationMatches$/i.test(word)) {
      const part = this.braced();
      const { subOperation } = this.request;
      return subOperation === undefined ? UNKNOWN : toTruth(subOperation.toLowerCase() === part.toLowerCase());
    }
    if (/^(?:Not)?Exists$/i.test(word)) {
      const isThere = this.request.attributes?.has(this.next().toLowerCase()) === true;
      return isThere ? toTruth(/^Exists$/i.test(word)) : UNKNOWN;
    }
    if (!word.startsWith("@") && !/^[{'\d]|^true$|^false$/i.test(word)) throw new NoForm();
    const left = this.operand(word);
    const operator = this.next();
    if (!/^[A-Za-z:]+$/.test(operator)) throw new NoForm();
    const right = this.operand(this.next());
    return this.compare(left, operator, right);
  }

  /** Values of an operand; undefined for an attribute that is not known. */
  private operand(token: string): readonly string[] | undefined {
    if (token.startsWith("@")) {
      const value = this.request.attributes?.get(token.toLowerCase());
      return value === undefined ? undefined : [value];
    }
    if (token !== "{") return [unquoted(token)];
    const values: string[] = [];
    while (!this.takes("}")) {
      values.push(unquoted(this.next()));
      this.takes(",");
    }
    return values;
  }

  private compare(left: readonly string[] | undefined, operator: string, right: readonly string[] | undefined): Truth {
    const [, any = "", of = "", plain = operator] = /^(?:ForAny|ForAll)Of(?:Any|All)Values:/i.test(operator)
      ? (/^(ForAny|ForAll)Of(Any|All)Values:(.+)$/i.exec(operator) ?? [])
      : [];
    const test = COMPARISONS[plain.toLowerCase()];
    if (test === undefined || left === undefined || right === undefined) return UNKNOWN;
    const each = (value: string): boolean =>
      /^all$/i.test(of) ? right.every((one) => test(value, one)) : right.some((one) => test(value, one));
    return toTruth(/^forall$/i.test(any) ? left.every(each) : left.some(each));
  }

  private braced(): string {
    this.expect("{");
    const text = unquoted(this.next());
    this.expect("}");
    return text;
  }

  private takes(...words: readonly string[]): boolean {
    const token = this.tokens[this.at];
    const isIt = token !== undefined && words.includes(token.toUpperCase());
    if (isIt) this.at += 1;
    return isIt;
  }

  private expect(word: string): void {
    if (!this.takes(word)) throw new NoForm();
  }

  private next(): string {
    const token = this.tokens[this.at];
    if (token === undefined) throw new NoForm();
    this.at += 1;
    return token;
  }
}

function unquoted(token: string): string {
  return token.startsWith("'") ? token.slice(1, -1).replace(/\\(.)/g, "$1") : token;
}

const GRANTS_ROLES = "microsoft.authorization/roleassignments/write";

/** What is known of who uses an operation and on what. */
export interface Use {
  readonly holder: { readonly objectId: string; readonly type: string };
  /** Roles of which any would do where roles are granted. */
  readonly roles: readonly string[];
  /** Attributes of the resource, as `placeAttributes` has them. */
  readonly attributes?: ReadonlyMap<string, string>;
}

/**
 * Stands for an application of one's own: people register some by default, unless the tenant keeps them from it.
 * https://learn.microsoft.com/en-us/entra/fundamentals/users-default-permissions
 */
const OWN_APPLICATION = { objectId: "11111111-1111-4111-8111-111111111111", type: "ServicePrincipal" };

/**
 * Whether a condition lets somebody use an operation; of granting roles, whether they may grant themselves one of some roles, or,
 * which is open, as people an application that they register for it.
 */
export function judgeCondition(condition: string, operation: string, { holder, roles, attributes }: Use): Truth {
  if (operation.toLowerCase() !== GRANTS_ROLES)
    return evaluateCondition(condition, { operation, ...(attributes && { attributes }) });
  const told = toldApart(roles, condition);
  const own = judgeGrants(condition, operation, told, holder);
  if (own !== NO || (holder.type !== "User" && holder.type !== "Group")) return own;
  return and(UNKNOWN, judgeGrants(condition, operation, told, OWN_APPLICATION));
}

/** The best that a condition says of granting one of some roles to somebody. */
function judgeGrants(condition: string, operation: string, roles: readonly string[], to: Use["holder"]): Truth {
  const of = "microsoft.authorization/roleassignments";
  let best: Truth = NO;
  for (const role of roles) {
    const asked = new Map([
      [`@request[${of}:roledefinitionid]`, role],
      [`@request[${of}:principalid]`, to.objectId],
      [`@request[${of}:principaltype]`, to.type],
    ]);
    best = or(best, evaluateCondition(condition, { operation, attributes: asked }));
  }
  return best;
}

/** Roles that a condition names, and one of all the others: it has nothing to tell them apart by. */
function toldApart(roles: readonly string[], condition: string): readonly string[] {
  const text = condition.toLowerCase();
  const named = roles.filter((role) => text.includes(role.toLowerCase()));
  const other = roles.find((role) => !text.includes(role.toLowerCase()));
  return other === undefined ? named : [...named, other];
}
