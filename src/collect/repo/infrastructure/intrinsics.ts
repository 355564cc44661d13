// CloudFormation's functions: what they come to as far as the template states it. Parameters have their defaults.
import { OWN_ACCOUNT } from "../../../model/own-account.js";
import {
  Encoded,
  hasMark,
  isList,
  isMap,
  markOf,
  placed,
  placeOfValue,
  plain,
  textOfValue,
  Unresolved,
  type Value,
  type ValueMap,
} from "./value.js";

export interface TemplateScope {
  /** A value without functions; undefined for AWS::NoValue. */
  resolve(value: Value | undefined): Value | undefined;
  /** Whether a condition of the template says that a resource is not made. */
  isLeftOut(condition: Value | undefined): boolean;
}

const DEEPEST = 80;
const PSEUDO: { readonly [name: string]: Value } = {
  "AWS::AccountId": OWN_ACCOUNT,
  "AWS::Partition": "aws",
  "AWS::URLSuffix": "amazonaws.com",
};

/** Names of a template: its parameters, resources, mappings and conditions, worked out when asked. */
export function createScope(template: ValueMap): TemplateScope {
  return new Scope(template);
}

class Scope implements TemplateScope {
  readonly #template: ValueMap;
  #depth = 0;

  constructor(template: ValueMap) {
    this.#template = template;
  }

  isLeftOut(condition: Value | undefined): boolean {
    return typeof condition === "string" && this.#condition({ Condition: condition }) === false;
  }

  resolve(value: Value | undefined): Value | undefined {
    if (this.#depth > DEEPEST) return new Unresolved("a template that is nested too deep");
    this.#depth++;
    const made = this.#resolved(value);
    this.#depth--;
    return made;
  }

  #resolved(value: Value | undefined): Value | undefined {
    if (isList(value)) {
      const found = value.map((one) => this.resolve(one)).filter((one) => one !== undefined);
      return kept(found, value);
    }
    if (!isMap(value)) return value;
    const [key, ...others] = Object.keys(value);
    if (key !== undefined && others.length === 0) {
      if (key === "Ref") return this.#ref(textOfValue(value[key]) ?? "");
      if (key.startsWith("Fn::")) return this.#call(key.slice(4), value[key] ?? null);
    }
    const entries = Object.entries(value).map(([name, one]) => [name, this.resolve(one)] as const);
    return kept(Object.fromEntries(entries.filter((entry): entry is [string, Value] => entry[1] !== undefined)), value);
  }

  #part(section: string, name: string): Value | undefined {
    const all = this.#template[section];
    return isMap(all) && Object.hasOwn(all, name) ? all[name] : undefined;
  }

  #ref(name: string): Value | undefined {
    if (name === "AWS::NoValue") return undefined;
    if (Object.hasOwn(PSEUDO, name)) return PSEUDO[name];
    const parameter = this.#part("Parameters", name);
    if (isMap(parameter)) {
      const standard = parameter["Default"];
      if (standard === undefined) return new Unresolved(name);
      const text = textOfValue(standard) ?? "";
      return /List|CommaDelimited/.test(textOfValue(parameter["Type"]) ?? "")
        ? text.split(",").map((one) => one.trim())
        : text;
    }
    const resource = this.#part("Resources", name);
    // A reference to a provider of identities is its ARN, one to a role is its name.
    return isMap(resource) && typeof resource["Type"] === "string" && PROVIDERS.has(resource["Type"])
      ? this.#arn(name, resource)
      : new Unresolved(name);
  }

  #arn(name: string, resource: ValueMap): Value {
    const given = isMap(resource["Properties"]) ? resource["Properties"] : {};
    const text = (key: string): string => textOfValue(this.resolve(given[key])) ?? markOf(`${name}.${key}`);
    switch (resource["Type"]) {
      case "AWS::IAM::OIDCProvider":
        return `arn:aws:iam::${OWN_ACCOUNT}:oidc-provider/${text("Url")
          .replace(/^https:\/\//, "")
          .replace(/\/$/, "")}`;
      case "AWS::IAM::SAMLProvider":
        return `arn:aws:iam::${OWN_ACCOUNT}:saml-provider/${text("Name")}`;
      case "AWS::IAM::Role":
        return `arn:aws:iam::${OWN_ACCOUNT}:role${textOfValue(this.resolve(given["Path"])) ?? "/"}${text("RoleName")}`;
      case "AWS::IAM::User":
        return `arn:aws:iam::${OWN_ACCOUNT}:user${textOfValue(this.resolve(given["Path"])) ?? "/"}${text("UserName")}`;
      default:
        return new Unresolved(`${name}.Arn`);
    }
  }

  #attribute(name: string, attribute: string): Value {
    const resource = this.#part("Resources", name);
    if (!isMap(resource)) return new Unresolved(`${name}.${attribute}`);
    if (attribute === "Arn") return this.#arn(name, resource);
    if (resource["Type"] === "AWS::EKS::Cluster" && attribute === "OpenIdConnectIssuerUrl")
      return `https://oidc.eks.${markOf("AWS Region")}.amazonaws.com/id/${markOf(name)}`;
    return new Unresolved(`${name}.${attribute}`);
  }

  #call(name: string, raw: Value): Value | undefined {
    switch (name) {
      case "GetAtt": {
        const parts = isList(raw) ? raw.map((one) => textOfValue(one) ?? "") : (textOfValue(raw) ?? "").split(".");
        return this.#attribute(parts[0] ?? "", parts.slice(1).join("."));
      }
      case "Sub":
        return this.#substituted(raw);
      case "If": {
        const [condition, yes, no] = isList(raw) ? raw : [];
        const holds = this.#condition({ Condition: condition ?? "" });
        if (holds === undefined) return new Unresolved(`the condition ${textOfValue(condition) ?? ""}`);
        return this.resolve(holds ? yes : no);
      }
      case "Transform":
      case "ImportValue":
        return new Unresolved(
          name === "Transform" ? "Fn Transform" : (textOfValue(this.resolve(raw)) ?? "Fn ImportValue"),
        );
      default:
        return this.#applied(name, this.resolve(raw));
    }
  }

  #applied(name: string, args: Value | undefined): Value | undefined {
    const list = isList(args) ? args : [];
    const [first, second, third] = list;
    switch (name) {
      case "Join": {
        const texts = isList(second) ? second.map(textOfValue) : [undefined];
        return texts.includes(undefined) ? new Unresolved("Fn Join") : texts.join(textOfValue(first) ?? "");
      }
      case "Split": {
        const text = textOfValue(second);
        return text === undefined || hasMark(text) ? new Unresolved("Fn Split") : text.split(textOfValue(first) ?? "");
      }
      case "Select":
        return (isList(second) ? second[Number(first)] : undefined) ?? new Unresolved("Fn Select");
      case "FindInMap": {
        const map = this.#part("Mappings", textOfValue(first) ?? "");
        const row = isMap(map) ? map[textOfValue(second) ?? ""] : undefined;
        const found = isMap(row) ? row[textOfValue(third) ?? ""] : undefined;
        return found ?? new Unresolved("Fn FindInMap");
      }
      case "ToJsonString":
        return args === undefined ? undefined : new Encoded(args);
      default:
        return new Unresolved(`Fn ${name}`);
    }
  }

  #substituted(raw: Value): Value {
    const [pattern, names] = isList(raw) ? raw : [raw, undefined];
    const own = isMap(names) ? names : {};
    return (textOfValue(pattern) ?? "").replace(/\$\{([^}]*)\}/g, (whole, written: string) => {
      const name = written.trim();
      if (name.startsWith("!")) return `\${${name.slice(1)}}`;
      const dot = name.indexOf(".");
      const given = Object.hasOwn(own, name) ? this.resolve(own[name]) : undefined;
      const value = given ?? (dot > 0 ? this.#attribute(name.slice(0, dot), name.slice(dot + 1)) : this.#ref(name));
      return textOfValue(value) ?? whole;
    });
  }

  /** True, false, or undefined when the template does not decide. */
  #condition(value: Value | undefined): boolean | undefined {
    if (!isMap(value) || this.#depth > DEEPEST) return undefined;
    const [key = ""] = Object.keys(value);
    const raw = value[key];
    this.#depth++;
    try {
      if (key === "Condition") return this.#condition(this.#part("Conditions", textOfValue(raw) ?? ""));
      const list = isList(raw) ? raw : [];
      if (key === "Fn::Equals") {
        const [left, right] = list.map((one) => JSON.stringify(plain(this.resolve(one) ?? null)));
        return left === undefined || right === undefined || hasMark(left + right) ? undefined : left === right;
      }
      const parts = list.map((one) => this.#condition(one));
      if (key === "Fn::Not") return parts[0] === undefined ? undefined : !parts[0];
      if (key === "Fn::And") return parts.includes(false) ? false : parts.includes(undefined) ? undefined : true;
      if (key === "Fn::Or") return parts.includes(true) ? true : parts.includes(undefined) ? undefined : false;
      return undefined;
    } finally {
      this.#depth--;
    }
  }
}

const PROVIDERS = new Set(["AWS::IAM::OIDCProvider", "AWS::IAM::SAMLProvider"]);

/** What was made of a list or map stands where that stood. */
function kept<T extends Value>(value: T, from: Value): T {
  const place = placeOfValue(from);
  return place === undefined ? value : placed(value, place);
}
