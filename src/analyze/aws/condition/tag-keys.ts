// Tags as condition keys: of callers, with what sessions are given, and of resources.
import type { AwsPrincipal } from "../estate.js";
import type { Statement } from "../policy/policy.js";
import { ABSENT, type KeyState, known, open } from "./key-state.js";
import type { RequestFacts } from "./keys.js";
import { SETTABLE, UNKNOWN } from "./truth.js";

/** State of aws:PrincipalTag/…: tags of the user or role, and those that a session of it may have been given. */
export function principalTag(key: string, { subject }: RequestFacts): KeyState {
  const { caller, principal } = subject;
  // Roles Anywhere puts what is in the certificate into tags
  if (caller.kind === "service" && caller.name.startsWith("rolesanywhere.") && key.startsWith("aws:principaltag/x509"))
    return open(UNKNOWN, "the certificate says it");
  if (caller.kind === "service" || caller.kind === "anonymous") return ABSENT;
  if (!principal) return open(UNKNOWN, "the caller's tags were not read");
  const taggers = principal.kind === "role" ? taggersOf(principal) : NO_TAGGERS;
  if (taggers.anyone) return open(SETTABLE, "the trust policy lets whoever assumes the role set session tags");
  if (taggers.pods && POD_TAGS.has(key)) return open(UNKNOWN, "the cluster says which pod it is");
  return tagState(principal.tags, key);
}

/** Who may give a session of a role tags: whoever assumes it, or EKS, which gives those of its own only. */
interface Taggers {
  readonly anyone: boolean;
  readonly pods: boolean;
}

const NO_TAGGERS: Taggers = { anyone: false, pods: false };

function taggersOf({ trust }: AwsPrincipal): Taggers {
  const tagging = (trust?.policy.statements ?? []).filter(({ isAllow, actions }) => {
    return isAllow && actions.patterns.some((pattern) => /^(\*|sts:(\*|tag.*))$/i.test(pattern));
  });
  const isPods = ({ principals }: Statement): boolean =>
    principals !== undefined &&
    !principals.isNegated &&
    principals.aws.length + principals.federated.length + principals.canonicalUsers.length === 0 &&
    principals.services.length > 0 &&
    principals.services.every((service) => service === POD_SERVICE);
  return { anyone: tagging.some((one) => !isPods(one)), pods: tagging.some(isPods) };
}

/** Service that assumes roles for pods, and the tags that it gives every session (EKS User Guide, "Session tags"). */
const POD_SERVICE = "pods.eks.amazonaws.com";
const POD_TAGS = new Set(
  [
    "eks-cluster-arn",
    "eks-cluster-name",
    "kubernetes-namespace",
    "kubernetes-pod-name",
    "kubernetes-pod-uid",
    "kubernetes-service-account",
  ].map((name) => `aws:principaltag/${name}`),
);

/** Tag keys of IAM are the same in any case. */
function tagState(tags: { readonly [key: string]: string }, key: string): KeyState {
  const wanted = key.slice(key.indexOf("/") + 1);
  for (const [name, value] of Object.entries(tags)) if (name.toLowerCase() === wanted) return known(value);
  return ABSENT;
}

/** What somebody may do to the tags of a resource before the request. */
export interface Retag {
  /** The caller itself, or somebody of whom it is not told whether they would. */
  readonly decider: typeof SETTABLE | typeof UNKNOWN;
  readonly why: string;
  /** Tags may be taken away, not set. */
  readonly isRemovalOnly: boolean;
}

/** State of …:ResourceTag/…: tags of the resource, where they were read; whatever somebody makes of them who may. */
export function resourceTag(key: string, facts: RequestFacts): KeyState {
  const state = readTag(key, facts);
  const { retag } = facts;
  if (retag === undefined) return state;
  const { decider, why, isRemovalOnly } = retag;
  if (!isRemovalOnly) return open(decider, why);
  if (state.open !== undefined || state.values === null) return state;
  return open(decider, why, { possible: [state.values, null] });
}

function readTag(key: string, { estate, resource, node }: RequestFacts): KeyState {
  const principal = estate.principal(resource);
  if (principal) return tagState(principal.tags, key);
  const tags = (node?.id === resource ? node.tags : undefined) ?? estate.workloadTags(resource);
  return tags ? tagState(tags, key) : open(UNKNOWN, "the resource's tags were not read");
}
