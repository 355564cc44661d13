// What replaces an access key of AWS.
import { ciFederations } from "./aws-ci.js";
import { rolesAnywhere, singleSignOn } from "./aws-elsewhere.js";
import { fromAzure, fromGoogle, fromJenkins } from "./aws-foreign.js";
import { podIdentity, SERVICES, workloadRole } from "./aws-workload.js";
import { inWords, type Replacement, type StaticSecret, type Use } from "./replacement.js";

/** One replacement a place of use; without any, what the kind of user and the last use tell. */
export function planAccessKey(secret: StaticSecret): Replacement[] {
  if (secret.owner?.isRoot === true) {
    return [
      inWords("remove", "delete it: nothing needs a key of the root user", [
        "sign in as root with MFA, delete the key under Security credentials",
        "what used it gets a role with what it needs; manage root centrally from the organisation where there is one",
      ]),
    ];
  }
  const found = [...ciFederations(secret), ...secret.uses.flatMap((use) => atUse(secret, use))];
  if (found.length > 0) return found;
  const { owner } = secret;
  if (owner?.properties["password_enabled"] === true || owner?.isWorkload === false) return [singleSignOn(secret)];
  return [rolesAnywhere(secret)];
}

function atUse(secret: StaticSecret, use: Use): Replacement[] {
  const onAws = SERVICES[use.type];
  if (onAws !== undefined) return [workloadRole(secret, use, onAws)];
  if (use.type.startsWith("kubernetes.")) return [podIdentity(secret, use)];
  if (use.type.startsWith("azure.")) return [fromAzure(secret, use)];
  if (use.type.startsWith("gcp.")) return [fromGoogle(secret, use)];
  if (use.type.startsWith("mcp.") || use.type.startsWith("agent.")) return [singleSignOn(secret, use)];
  if (use.type === "jenkins.controller" || use.type === "jenkins.pipeline") return [fromJenkins(secret, use)];
  return [];
}
