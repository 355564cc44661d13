// Trust policies of roles that code declares, as the trusts of live roles are: one node for each statement and party. What
// the code does not state is said on the node, so that nobody takes it for a condition that holds.
import type { GraphNode } from "../../../model/batch.js";
import { hashText } from "../../../model/hash.js";
import { OWN_ACCOUNT } from "../../../model/own-account.js";
import { parseArn } from "../../arn.js";
import { type Fields, isFields, properties } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { type TrustedParty, toTrustStatements } from "../../trusted-parties.js";
import type { Place } from "./expression.js";
import { POLICY_VERSION } from "./policy-document.js";
import {
  Encoded,
  hasMark,
  isList,
  isMap,
  marksIn,
  placeOfValue,
  plain,
  Unresolved,
  type Value,
  withoutMarks,
} from "./value.js";

export interface DeclaredRole {
  /** Node id: scope, where it is declared, address. */
  readonly id: string;
  readonly address: string;
  /** Name that the role is given, when the code states it. */
  readonly name: string | undefined;
  readonly trust: Value;
  readonly place: Place;
  /** Where its trust policy stands. */
  readonly trustPlace: Place;
  /** The account that the code is deployed to is its own: no provider of another account is named. */
  readonly isInOwnAccount: boolean;
}

export interface Owner {
  /** Scope and node id of the checkout. */
  readonly id: string;
  readonly repository: string;
  readonly dataSet: string;
}

const FOREIGN = "${account of another provider}";
const ONLY_MARK = /^\$\{[^}]*\}$/;

/** Adds a role and its trusts. */
export function addRole(owner: Owner, role: DeclaredRole, out: PartBuilder): void {
  const label = role.name ?? role.address;
  out.nodes.push({
    id: role.id,
    kind: "resource",
    type: "repo.declared-role",
    name: label,
    incarnation: role.id,
    parent: owner.id,
    properties: properties({ repository: owner.repository, address: role.address, ...placeProperties(role.place) }),
  });
  const policy = readPolicy(role);
  const trusts = new Trusts(owner, role, label, out);
  if (typeof policy === "string") {
    if (policy === "") out.gaps.push(gapOf(owner, role.trustPlace, "the trust policy is not JSON"));
    trusts.add({
      at: role.trustPlace,
      index: undefined,
      document: undefined,
      unresolved: policy || "a policy that does not parse",
    });
    return;
  }
  const text = JSON.stringify(policy.fields);
  const hash = hashText(text);
  out.documents.push({ hash, type: "aws.trust", text });
  for (const one of statementsOf(policy)) trusts.add({ ...one, document: hash });
}

/** A place in code as properties of a node. */
export function placeProperties({ file, line, column }: Place): { file: string; line: number; column: number } {
  return { file, line, column };
}

/** A gap about a place in code. */
export function gapOf(owner: Owner, { file, line, column }: Place, message: string) {
  return { dataSet: owner.dataSet, subject: file, message: `${file}:${line}:${column}: ${message}` };
}

interface Policy {
  readonly fields: Fields;
  /** Where each statement stands. */
  readonly places: readonly Place[];
}

/** The policy, or what the code does not state of it; an empty text when it is none. */
function readPolicy(role: DeclaredRole): Policy | string {
  const value = role.trust instanceof Encoded ? role.trust.value : role.trust;
  if (value instanceof Unresolved) return value.what;
  if (typeof value === "string") return fromText(value, role);
  if (!isMap(value)) return "";
  const written = value["Statement"];
  const statements = isList(written) ? written : [written];
  const places = statements.map((one) => placeOfValue(one) ?? placeOfValue(value) ?? role.trustPlace);
  return { fields: finished(plain(value), role), places };
}

function fromText(text: string, role: DeclaredRole): Policy | string {
  try {
    const fields = finished(JSON.parse(text), role);
    const count = Array.isArray(fields["Statement"]) ? fields["Statement"].length : 1;
    return { fields, places: Array.from({ length: count }, () => role.trustPlace) };
  } catch {
    return marksIn(text).join(", ");
  }
}

/** Marks become variables, which only this version of the policy language has; account ids become texts. */
function finished(value: unknown, role: DeclaredRole): Fields {
  const text = JSON.stringify(value) ?? "null";
  const own = role.isInOwnAccount ? text : text.replaceAll(OWN_ACCOUNT, FOREIGN);
  const fields: unknown = JSON.parse(withoutMarks(own), (key, one: unknown) =>
    typeof one === "number" && PRINCIPAL_KEYS.has(key) ? String(one).padStart(12, "0") : one,
  );
  if (!isFields(fields)) return {};
  return hasMark(text) || own !== text ? { ...fields, Version: POLICY_VERSION } : fields;
}

const PRINCIPAL_KEYS = new Set(["AWS", "Principal"]);

interface Added {
  readonly at: Place;
  readonly index: number | undefined;
  readonly document: string | undefined;
  readonly party?: TrustedParty;
  readonly sid?: string | undefined;
  readonly actions?: readonly string[];
  /** What the code does not state of whom the statement accepts. */
  readonly unresolved?: string;
}

/** Statements with their parties; one that cannot be read accepts nobody knows whom. */
function statementsOf({ fields, places }: Policy): readonly Omit<Added, "document">[] {
  const written = fields["Statement"];
  const raw: readonly unknown[] = Array.isArray(written) ? written : [written];
  const read = new Map(toTrustStatements(fields).map((statement) => [statement.index, statement]));
  return raw.flatMap((one, index): readonly Omit<Added, "document">[] => {
    const at = places[index] ?? { file: "", line: 1, column: 1 };
    const open = openPart(one);
    if (open !== undefined) return [{ at, index, unresolved: open }];
    const statement = read.get(index);
    return (statement?.parties ?? []).map((party) => ({
      at,
      index,
      sid: statement?.sid,
      actions: statement?.actions ?? [],
      ...toKnownParty(party, one),
    }));
  });
}

/** What keeps a statement from saying whom it accepts. */
function openPart(statement: unknown): string | undefined {
  if (typeof statement === "string") return nameIn(statement);
  if (!isFields(statement)) return undefined;
  for (const key of ["Effect", "Principal", "NotPrincipal"]) {
    const value = statement[key];
    if (typeof value === "string" && ONLY_MARK.test(value)) return nameIn(value);
  }
  const kinds = isFields(statement["Principal"]) ? Object.keys(statement["Principal"]) : [];
  return kinds.filter((kind) => kind.includes("${")).map(nameIn)[0];
}

function nameIn(text: string): string {
  return /\$\{([^}]*)\}/.exec(text)?.[1] ?? text;
}

function toKnownParty(party: TrustedParty, statement: unknown): { party: TrustedParty; unresolved?: string } {
  const { kind, provider } = party;
  if (!provider.includes("${")) return { party };
  if (kind === "oidc" && ONLY_MARK.test(provider)) {
    // Keys of conditions begin with the issuer; with another provider they would never hold.
    const issuer = issuerOfKeys(statement);
    if (issuer !== undefined) return { party: { kind, provider: issuer } };
    return { party, unresolved: nameIn(provider) };
  }
  if (kind !== "unknown") return { party };
  const arn = parseArn(provider);
  if (arn === undefined || !arn.account.includes("${")) return { party, unresolved: nameIn(provider) };
  return {
    party: { kind: arn.resource === "root" ? "aws-account" : "aws-principal", provider },
    unresolved: nameIn(arn.account),
  };
}

function issuerOfKeys(statement: unknown): string | undefined {
  const condition = isFields(statement) && isFields(statement["Condition"]) ? statement["Condition"] : {};
  const issuers = new Set<string>();
  for (const [operator, keys] of Object.entries(condition)) {
    for (const key of isFields(keys) ? Object.keys(keys) : []) {
      const issuer = /^([\w.-]+\.[\w.-]+(?:\/[\w./-]+)?):[\w/-]+$/.exec(key)?.[1];
      if (issuer === undefined) continue;
      // These pass without the claim: with another provider they would let everyone in.
      if (/IfExists$|^ForAllValues:/i.test(operator)) return undefined;
      issuers.add(issuer);
    }
  }
  return issuers.size === 1 ? [...issuers][0] : undefined;
}

class Trusts {
  readonly #owner: Owner;
  readonly #role: DeclaredRole;
  readonly #label: string;
  readonly #out: PartBuilder;
  readonly #ordinals = new Map<string, number>();

  constructor(owner: Owner, role: DeclaredRole, label: string, out: PartBuilder) {
    this.#owner = owner;
    this.#role = role;
    this.#label = label;
    this.#out = out;
  }

  add({ at, index, document, party, sid, actions, unresolved }: Added): void {
    const provider = party?.provider ?? `\${${unresolved}}`;
    const ordinal = this.#ordinals.get(provider) ?? 0;
    this.#ordinals.set(provider, ordinal + 1);
    const node: GraphNode = {
      id: `${this.#role.id}#trust/${provider}/${ordinal}`,
      kind: "trust",
      type: "repo.role-trust",
      name: `${this.#label} trusts ${provider}`,
      parent: this.#role.id,
      ...(document !== undefined && { document }),
      properties: properties({
        repository: this.#owner.repository,
        ...placeProperties(at),
        ordinal,
        statement: index,
        sid,
        provider_kind:
          party === undefined || (party.kind === "unknown" && unresolved !== undefined) ? undefined : party.kind,
        provider,
        provider_arn: party?.providerArn,
        account: party?.account,
        actions,
        unresolved,
      }),
    };
    this.#out.nodes.push(node);
  }
}
