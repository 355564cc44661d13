// kubernetes/core:aws-auth: which roles and users of IAM an EKS cluster lets in by its own config map, as which user and in which
// groups. Of config maps this one alone is asked for, and of it three keys. "Grant IAM users access to Kubernetes with a
// ConfigMap", Amazon EKS User Guide; kubernetes-sigs/aws-iam-authenticator, README

import { parseDocument } from "yaml";
import { isEksIssuer } from "../../../model/cluster-issuer.js";
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { refuse } from "../../shared/yaml-limits.js";
import { listOfAll } from "../call.js";
import { idIn } from "../ids.js";
import { keeping, metadataWith } from "../kept.js";
import type { Element, KubernetesResource } from "../resource.js";

const DATA_SET = "kubernetes/core:aws-auth";
const NAME = "aws-auth";
const NAMESPACE = "kube-system";
/** A config map is no larger: what is here is not one of a cluster. */
const LARGEST = 1024 * 1024;

/** Key → field of a mapping that names whom it lets in. */
const MAPS = { mapRoles: "rolearn", mapUsers: "userarn" } as const;

export const awsAuth: KubernetesResource = {
  word: "config map of EKS",
  // other clusters have none
  isWanted: ({ issuer }) => typeof issuer === "string" && isEksIssuer(issuer),
  call: listOfAll({
    api: "v1",
    resource: "configmaps",
    only: { namespace: NAMESPACE, name: NAME },
    dataSet: DATA_SET,
    shape: { "items.*.data": "fields", "items.*.data.mapRoles": "text", "items.*.data.mapUsers": "text" },
    clean: keeping({ metadata: metadataWith(), data: { mapRoles: true, mapUsers: true, mapAccounts: true } }),
  }),
  convert(element, out) {
    if (element.name !== NAME || element.namespace !== NAMESPACE) return;
    const data = fieldsOf(element.raw["data"]);
    const id = idIn(element.scope, NAMESPACE, "configmaps", NAME);
    for (const [key, field] of Object.entries(MAPS)) {
      // The last mapping of an ARN counts, whatever its case.
      const mappings = new Map<string, Fields>();
      for (const mapping of listIn(data, key, id, out).map(fieldsOf)) {
        const arn = textOf(mapping[field]);
        if (arn === undefined) gap(id, `${key}: a mapping without ${field} was left out`, out);
        else mappings.set(arn.toLowerCase(), { ...mapping, arn });
      }
      for (const mapping of mappings.values()) addMapping(element, id, mapping, out);
    }
    for (const account of listIn(data, "mapAccounts", id, out)) {
      const number = typeof account === "number" ? String(account).padStart(12, "0") : textOf(account);
      if (number !== undefined) addAccount(element, id, number, out);
    }
  },
};

/** The list that a key holds as YAML. */
function listIn(data: Fields, key: string, id: string, out: PartBuilder): readonly unknown[] {
  const text = textOf(data[key]);
  if (text === undefined || text.trim() === "") return [];
  try {
    if (text.length > LARGEST || refuse(text) !== undefined) throw new RangeError("too large or too deep");
    const document = parseDocument(text, {
      schema: "core",
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "silent",
    });
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    if (value === null || Array.isArray(value)) return listOf(value);
  } catch {
    // what a library says of it may quote it
  }
  gap(id, `${key} is no list in YAML: it was left out`, out);
  return [];
}

function gap(id: string, message: string, out: PartBuilder): void {
  out.gaps.push({ dataSet: DATA_SET, subject: id, message: `${id}: ${message}` });
}

function addMapping({ scope, createdAt }: Element, map: string, mapping: Fields, out: PartBuilder): void {
  const arn = textOf(mapping["arn"]) ?? "";
  const id = `${map}/${arn}`;
  out.nodes.push({
    id,
    kind: "grant",
    type: "kubernetes.aws-auth-mapping",
    name: `${NAME}/${arn.slice(arn.lastIndexOf("/") + 1)}`,
    parent: scope,
    properties: properties({
      arn,
      username: textOf(mapping["username"]),
      groups: listOf(mapping["groups"]).filter((one) => typeof one === "string"),
      created_at: createdAt,
    }),
  });
}

/** Everybody of an account gets in under the own ARN, in no group. */
function addAccount({ scope, createdAt }: Element, map: string, account: string, out: PartBuilder): void {
  out.nodes.push({
    id: `${map}/${account}`,
    kind: "grant",
    type: "kubernetes.aws-auth-account",
    name: `${NAME}/${account}`,
    parent: scope,
    properties: properties({ account, created_at: createdAt }),
  });
}
