// Agent cards of A2A (Agent2Agent): what an agent says of itself to other agents. Fields of version 0 as types/src/types.ts spells
// them, those of version 1 as specification/a2a.proto does, both in https://github.com/a2aproject/A2A.
import { at, booleanAt, type Located, type SyntaxFault, textAt } from "./located.js";

/** Where cards lie: https://a2a-protocol.org/latest/topics/agent-discovery/; `agent.json` is the name of version 0.2 and before. */
export const CARD_PLACES = [
  "agent-card.json",
  ".well-known/agent-card.json",
  ".well-known/*.agent-card.json",
  ".well-known/agent.json",
] as const;
const CARD = /(?:^|\/)(?:(?:[^/]+\.)?agent-card\.json|\.well-known\/agent\.json)$/;

/** Whether a file is an agent's card, told by the end of its path (with slashes). */
export function isCard(path: string): boolean {
  return CARD.test(path);
}

/** Whether a sign-in is asked for. */
export type CardSignIn = "required" | "optional" | "none";

export interface Card {
  readonly name: string | undefined;
  /** Addresses that it is called at, the preferred one first. */
  readonly urls: readonly string[];
  readonly provider: string | undefined;
  readonly protocol: string | undefined;
  /** Kinds of sign-in that it declares, by the words of OpenAPI; sorted. */
  readonly schemes: readonly string[];
  /** Undefined where what the card says of it cannot be understood. */
  readonly signIn: CardSignIn | undefined;
  readonly skillCount: number | undefined;
  /** Skills that ask for no sign-in, neither of their own nor by the card. */
  readonly openSkillCount: number | undefined;
  readonly isSigned: boolean | undefined;
  /** Who signs in is shown another card. */
  readonly hasExtended: boolean | undefined;
  readonly faults: readonly SyntaxFault[];
}

/** Kinds of OpenAPI, and how version 1 names them. */
const KINDS: { readonly [field: string]: string } = {
  apiKeySecurityScheme: "apiKey",
  httpAuthSecurityScheme: "http",
  oauth2SecurityScheme: "oauth2",
  openIdConnectSecurityScheme: "openIdConnect",
  mtlsSecurityScheme: "mutualTLS",
};

/** A card; undefined for what is none. Of a text that was not read to its end nothing that is missing counts as absent. */
export function readCard(root: Located | undefined, isWhole: boolean): Card | undefined {
  const urls = urlsOf(root);
  const skills = membersOf(root, "skills");
  if (root?.entries === undefined || (urls.length === 0 && at(root, "skills") === undefined)) return undefined;
  const reader = new Requirements(root);
  const asked = reader.of(root);
  const own = (skills ?? []).map((skill) => reader.of(skill));
  const schemes = reader.kinds();
  const faults = [...reader.faults];
  if (skills === undefined) faults.push(faultAt(at(root, "skills"), "skills is no list"));
  const isClear = isWhole && faults.length === 0;
  const open = asked === "required" ? 0 : own.filter((one) => one !== "required").length;
  const isEachAsked = asked === "required" || (own.length > 0 && open === 0);
  const isSome = asked === "optional" || reader.hasAny();
  return {
    name: textAt(root, "name"),
    urls,
    provider: textAt(root, "provider", "organization"),
    protocol: textAt(root, "protocolVersion") ?? textAt(membersOf(root, "supportedInterfaces")?.[0], "protocolVersion"),
    schemes,
    signIn: !isClear ? undefined : isEachAsked ? "required" : isSome ? "optional" : "none",
    skillCount: isWhole ? skills?.length : undefined,
    openSkillCount: isClear ? open : undefined,
    isSigned: isWhole ? (membersOf(root, "signatures") ?? []).length > 0 : undefined,
    hasExtended:
      booleanAt(root, "supportsAuthenticatedExtendedCard") ?? booleanAt(root, "capabilities", "extendedAgentCard"),
    faults,
  };
}

function urlsOf(root: Located | undefined): readonly string[] {
  const interfaces = ["supportedInterfaces", "additionalInterfaces"].flatMap((name) => membersOf(root, name) ?? []);
  const urls = [textAt(root, "url"), ...interfaces.map((one) => textAt(one, "url"))];
  return [...new Set(urls.filter((url) => url !== undefined && url !== ""))] as string[];
}

/** Members of a list; none of what is not there (the JSON of protocol buffers leaves empty lists out), undefined for what is no list. */
function membersOf(table: Located | undefined, name: string): readonly Located[] | undefined {
  const value = at(table, name);
  return isAbsent(value) ? [] : value?.items;
}

function isAbsent(value: Located | undefined): boolean {
  return value === undefined || value.scalar === null;
}

function faultAt(value: Located | undefined, message: string): SyntaxFault {
  return { offset: value?.offset ?? 0, message: `is an agent card whose sign-in is not clear: ${message}` };
}

/** What a card and its skills ask for, by the schemes that the card declares. */
class Requirements {
  readonly faults: SyntaxFault[] = [];
  private readonly declared: Located | undefined;
  /** Version 0.1: `authentication: { schemes: ["Bearer"] }`. */
  private readonly old: readonly string[];

  constructor(root: Located) {
    this.declared = at(root, "securitySchemes");
    if (!isAbsent(this.declared) && this.declared?.entries === undefined)
      this.faults.push(faultAt(this.declared, "securitySchemes is no table"));
    this.old = (membersOf(at(root, "authentication"), "schemes") ?? []).flatMap(({ scalar }) =>
      typeof scalar === "string" && !/^(?:none|public|)$/i.test(scalar) ? [scalar] : [],
    );
  }

  hasAny(): boolean {
    return (this.declared?.entries ?? []).length > 0;
  }

  kinds(): readonly string[] {
    const kinds = (this.declared?.entries ?? []).flatMap(({ value }) => {
      const type = textAt(value, "type");
      if (type !== undefined) return Object.values(KINDS).includes(type) ? [type] : [];
      return (value.entries ?? []).flatMap(({ key }) => KINDS[key] ?? []);
    });
    const old = this.old.map((name) => (/^(?:bearer|basic)$/i.test(name) ? "http" : name));
    const known = old.flatMap(
      (name) => Object.values(KINDS).find((kind) => kind.toLowerCase() === name.toLowerCase()) ?? [],
    );
    return [...new Set([...kinds, ...known])].sort();
  }

  /** Any of the requirements is enough, and an empty one asks for nothing: https://spec.openapis.org/oas/v3.1.0#security-requirement-object */
  of(table: Located): CardSignIn {
    const list = at(table, "securityRequirements") ?? at(table, "security");
    const isOld = at(table, "authentication") !== undefined && this.old.length > 0;
    if (isAbsent(list)) return isOld ? "required" : "none";
    if (list?.items === undefined) {
      this.faults.push(faultAt(list, "what is required is no list"));
      return "none";
    }
    const sizes = list.items.map((item) => this.sizeOf(item));
    if (sizes.length === 0) return isOld ? "required" : "none";
    return sizes.includes(0) ? "optional" : "required";
  }

  /** Schemes of one requirement: `{ name: [] }`, in version 1 `{ schemes: { name: {} } }`. */
  private sizeOf(item: Located): number {
    const inner = at(item, "schemes");
    const table = inner?.entries === undefined ? item : inner;
    if (table.entries === undefined) this.faults.push(faultAt(item, "a requirement is no table"));
    const names = (table.entries ?? []).map(({ key }) => key);
    const isKnown = names.every((name) => at(this.declared, name) !== undefined);
    if (!isKnown) this.faults.push(faultAt(item, "a requirement names a scheme that the card does not declare"));
    return names.length;
  }
}
