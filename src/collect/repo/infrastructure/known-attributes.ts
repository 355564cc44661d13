// Attributes that a provider works out and that the code still tells: ARNs from names, issuers from addresses, the JSON of
// a policy document. An ARN of the same provider lies in the account that is deployed to, whichever that is.
import { OWN_ACCOUNT } from "../../../model/own-account.js";
import type { Frame } from "./evaluate.js";
import { evaluate } from "./evaluate.js";
import type { Block } from "./expression.js";
import { policyDocument } from "./policy-document.js";
import { Encoded, markOf, textOfValue, Unresolved, type Value } from "./value.js";

export interface Asked {
  readonly block: Block;
  readonly type: string;
  readonly isData: boolean;
  readonly attribute: string;
  readonly frame: Frame;
}

/** Value of an attribute; undefined when its arguments are all there is. */
export function attributeOfResource(asked: Asked): Value | undefined {
  const make = Object.hasOwn(KNOWN, asked.type) ? KNOWN[asked.type] : undefined;
  return make?.(asked);
}

type Maker = (asked: Asked) => Value | undefined;

const principal =
  (kind: string): Maker =>
  ({ attribute, ...asked }) => {
    if (attribute !== "arn") return undefined;
    const stated = argument(asked, kind === "role" ? "role_name" : "user_name") ?? argument(asked, "name");
    const path = textOfValue(argument(asked, "path") ?? "/") ?? "/";
    const name = textOfValue(stated ?? new Unresolved(`${asked.type}.${asked.block.labels[1]}.name`));
    return name === undefined ? undefined : `arn:aws:iam::${accountOf(asked)}:${kind}${path}${name}`;
  };

const KNOWN: { readonly [type: string]: Maker } = {
  aws_iam_role: principal("role"),
  aws_iam_user: principal("user"),
  aws_iam_openid_connect_provider: (asked) => {
    if (asked.attribute !== "arn" && asked.attribute !== "url") return undefined;
    const given = asked.isData ? textOfValue(argument(asked, "arn")) : undefined;
    if (given !== undefined) return asked.attribute === "arn" ? given : given.replace(/^.*:oidc-provider\//, "");
    const url = textOfValue(argument(asked, "url") ?? new Unresolved(`${asked.type}.${asked.block.labels[1]}.url`));
    const issuer = (url ?? "").replace(/^https:\/\//, "").replace(/\/$/, "");
    return asked.attribute === "url" ? issuer : `arn:aws:iam::${accountOf(asked)}:oidc-provider/${issuer}`;
  },
  aws_iam_saml_provider: (asked) => {
    const name = textOfValue(argument(asked, "name"));
    return asked.attribute === "arn" && name !== undefined
      ? `arn:aws:iam::${accountOf(asked)}:saml-provider/${name}`
      : undefined;
  },
  aws_caller_identity: (asked) => (asked.attribute === "account_id" ? accountOf(asked) : undefined),
  aws_partition: ({ attribute }) =>
    attribute === "partition" ? "aws" : attribute === "dns_suffix" ? "amazonaws.com" : undefined,
  aws_eks_cluster: ({ attribute, type, block }) => {
    if (attribute !== "identity") return undefined;
    // Which cluster it is, is not stated; that it is one of EKS, with an issuer of its own, is.
    const issuer = `https://oidc.eks.${markOf("region")}.amazonaws.com/id/${markOf(`${type}.${block.labels[1]}`)}`;
    return [{ oidc: [{ issuer }] }];
  },
  aws_iam_policy_document: ({ attribute, block, frame }) =>
    attribute === "json" || attribute === "minified_json" ? new Encoded(policyDocument(block, frame)) : undefined,
};

function argument({ block, frame }: Pick<Asked, "block" | "frame">, name: string): Value | undefined {
  const expression = block.attributes.get(name);
  return expression === undefined ? undefined : evaluate(expression, frame);
}

/** The account that is deployed to; another one where the block names a provider of its own. */
function accountOf({ block }: Pick<Asked, "block">): string {
  return block.attributes.has("provider") ? markOf("account of another provider") : OWN_ACCOUNT;
}
