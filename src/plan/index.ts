// What replaces a static secret: one planner a kind of secret. Pure: nothing is read and nothing applied.
import { planAccessKey } from "./aws.js";
import { planOtherAws } from "./aws-other.js";
import { planCiSecret, planDeployKey, planGithubToken, planGitlab } from "./code.js";
import { planApiKey, planGoogleKey } from "./google.js";
import { planEntra, planStorageKey } from "./microsoft.js";
import { planAppPassword, planKubernetes, planLeaked, planWritten } from "./other.js";
import { inWords, type Replacement, type StaticSecret } from "./replacement.js";
import { textOf } from "./text.js";

type Planner = (secret: StaticSecret) => Replacement[];

const PLANNERS: { readonly [type: string]: Planner } = {
  "aws.access-key": planAccessKey,
  "entra.client-secret": planEntra,
  "entra.certificate": planEntra,
  "azure.storage-key": planStorageKey,
  "gcp.service-account-key": planGoogleKey,
  "gcp.api-key": planApiKey,
  "github.classic-token": planGithubToken,
  "github.fine-grained-token": planGithubToken,
  "github.deploy-key": planDeployKey,
  "github.leaked-credential": planLeaked,
  "kubernetes.service-account-token": planKubernetes,
  "agent.config-secret": planWritten,
  "repo.file-secret": planWritten,
  "repo.declared-key": planDeclared,
  "workspace.app-password": planAppPassword,
};

/** Secrets that CI keeps; what they open decides. */
const BY_CLOUD: { readonly [cloud: string]: Planner } = {
  aws: planAccessKey,
  azure: planEntra,
  gcp: planGoogleKey,
  github: planGithubToken,
};

/** Days without use after which nothing needs to take a secret's place. */
const IDLE = 90;

/**
 * What takes the place of the secret, a replacement for each place where it is used; never empty: without one the reason.
 */
export function planFor(secret: StaticSecret): readonly Replacement[] {
  if (!secret.isActive) {
    return [
      inWords("remove", "delete it: it is switched off already", [`delete ${secret.name}; nothing can use it now`]),
    ];
  }
  const { idleDays, ageDays } = secret;
  // one that is new was not used yet, which says nothing
  const isNew = ageDays !== undefined && ageDays <= IDLE;
  const isIdle = idleDays === null ? !isNew : idleDays !== undefined && idleDays > IDLE;
  if (isIdle && secret.uses.length === 0) {
    const since = idleDays === null ? "it was never seen in use" : `it has not been used for ${idleDays} days`;
    return [
      inWords("remove", `delete it: ${since}`, [
        `deactivate ${secret.name} first where that is possible, and delete it after a month`,
        "what then fails gets a role, not a new secret",
      ]),
    ];
  }
  return plannerOf(secret)(secret);
}

function plannerOf({ type, properties }: StaticSecret): Planner {
  const known = PLANNERS[type];
  if (known !== undefined) return known;
  if (type === "ci.static-key" || type.endsWith("-secret") || /variable$|^jenkins\./.test(type)) {
    const cloud = properties["cloud"];
    return (
      (typeof cloud === "string" ? BY_CLOUD[cloud] : undefined) ??
      (type.startsWith("aws.") ? planOtherAws : planCiSecret)
    );
  }
  if (type.startsWith("aws.")) return planOtherAws;
  if (type.startsWith("gitlab.")) return planGitlab;
  return unknownKind;
}

/** Infrastructure code that makes a key: the code changes, not the key. */
function planDeclared({ name, properties }: StaticSecret): Replacement[] {
  const file = textOf(properties["file"]) ?? "the code";
  return [
    inWords("federation", `${file} declares a role or federation instead of the key ${name}`, [
      "declare the role of the workload, or a trust for the CI that uses it (nhi plan shows both for keys that exist)",
      "the state holds the key: destroy it through the code, then change who can read the state",
    ]),
  ];
}

function unknownKind({ type }: StaticSecret): Replacement[] {
  return [
    inWords("none", `no replacement is known for ${type}`, [
      "narrow it, give it an end, rotate it, keep it in a vault",
    ]),
  ];
}
