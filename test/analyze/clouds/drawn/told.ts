// Who becomes whom in a drawn estate, by what the vendors' pages say of each way in.
//
// AWS: "Creating a role for OIDC federation", "AWS STS condition keys" (accounts.google.com:sub and :aud are the unique id of a service
// account, :oaud what the caller asked the token for), "GetWebIdentityToken" (the subject is the ARN of the role, not of its session),
// "EKS cluster access policies". Google: "Configure Workload Identity Federation with AWS or Azure", "Roles for service account
// authentication". Microsoft: "Workload identity federation" (issuer and subject have to be the same to the letter, no patterns),
// "Access token claims" (the subject of an application's own token is the object id of its service principal), "Application ownership".
import { KINDS, kindOf, type Link, NAMES, numberOf, type Plan } from "./plan.js";

/** Ways that let nobody in, whoever holds them. */
const SHUT: ReadonlySet<string> = new Set([
  ...["account-without", "elsewhere", "aws-elsewhere", "aws-off", "aws-other", "token-session", "token-elsewhere"],
  ...["view", "email", "act-as", "client", "reader", "other-namespace", "wild"],
]);

/** A service account of Google as far as an identity token goes: enough for other clouds, for nothing at Google. */
const ONLY_ID = " by identity token";

/** Whether whoever is `from` gets in by the way, before it is asked whether either is switched off. */
function opens({ from, way }: Link, { issues, tokens }: Plan): boolean {
  if (SHUT.has(way)) return false;
  return way !== "token" || (issues && tokens[numberOf(from)] === "any");
}

/** Who is meant by a link: some ways are for all of a kind. */
function callersOf({ from, way }: Link): readonly string[] {
  if (way === "namespace" || way === "aws-everyone") return NAMES.filter((name) => kindOf(name) === kindOf(from));
  return [from];
}

/** Whoever may ask for both tokens of an account, or signs as it, has it and its identity token. */
function endsOf({ to, way }: Link): readonly string[] {
  if (way === "admin") return NAMES.filter((name) => kindOf(name) === "pod");
  if (kindOf(to) !== "account") return [to];
  return { "id-token": [`${to}${ONLY_ID}`], "access-token": [to] }[way] ?? [to, `${to}${ONLY_ID}`];
}

/** Of every pair of identities, `from to`, whether the one gets to be the other. */
export function toldOf(plan: Plan): ReadonlyMap<string, boolean> {
  const next = new Map<string, string[]>();
  const isOff = (name: string): boolean => plan.off.includes(name.replace(ONLY_ID, ""));
  for (const link of plan.links) {
    if (!opens(link, plan)) continue;
    // other clouds take the identity token, Google itself does not
    const isOfToken = kindOf(link.from) === "account" && kindOf(link.to) !== "account";
    for (const caller of callersOf(link)) {
      const from = isOfToken ? `${caller}${ONLY_ID}` : caller;
      const ends = endsOf(link).filter((to) => !isOff(to));
      if (!isOff(from)) next.set(from, [...(next.get(from) ?? []), ...ends]);
    }
  }
  const told = new Map<string, boolean>();
  // of what is switched off nothing is got on to; who would have it, and what it would have, is told all the same
  const on = NAMES.filter((name) => !isOff(name));
  for (const from of on) {
    const reached = new Set(plan.keys.includes(from) ? [from, `${from}${ONLY_ID}`] : [from]);
    for (const one of reached) for (const to of next.get(one) ?? []) reached.add(to);
    for (const to of on) if (from !== to) told.set(`${from} ${to}`, reached.has(to));
  }
  return told;
}

/** How many clouds and clusters a pair's kinds are of. */
export const isAcross = (pair: string): boolean => {
  const [from = "", to = ""] = pair.split(" ");
  return KINDS.indexOf(kindOf(from)) !== KINDS.indexOf(kindOf(to));
};
