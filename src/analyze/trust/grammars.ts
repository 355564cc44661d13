// Grammars by the name that the issuer table uses.
import type { Grammar } from "./grammar.js";
import {
  BITBUCKET,
  BUILDKITE,
  CIRCLECI,
  CODEFRESH,
  JENKINS,
  MODAL,
  PULUMI,
  PULUMI_IDS,
  SCALR,
  SEMAPHORE,
  SPACELIFT,
  TERRAFORM,
  VERCEL,
} from "./grammars-ci.js";
import {
  AMAZON,
  AWS_IDENTITY,
  AWS_TOKEN,
  AZURE_DEVOPS,
  AZURE_DEVOPS_ENTRA,
  COGNITO,
  FACEBOOK,
  FLY,
  GOOGLE,
  KUBERNETES,
  OPAQUE,
  ORACLE,
  SENTINEL,
  SPIFFE,
} from "./grammars-cloud.js";
import { GITHUB } from "./grammars-github.js";
import { GITLAB } from "./grammars-gitlab.js";

const GRAMMARS: ReadonlyMap<string, Grammar> = new Map(
  [
    GITHUB,
    GITLAB,
    CIRCLECI,
    BUILDKITE,
    TERRAFORM,
    BITBUCKET,
    VERCEL,
    PULUMI,
    PULUMI_IDS,
    SPACELIFT,
    SCALR,
    CODEFRESH,
    SEMAPHORE,
    MODAL,
    JENKINS,
    KUBERNETES,
    GOOGLE,
    COGNITO,
    FACEBOOK,
    AMAZON,
    AWS_IDENTITY,
    AWS_TOKEN,
    AZURE_DEVOPS,
    AZURE_DEVOPS_ENTRA,
    FLY,
    ORACLE,
    SENTINEL,
    SPIFFE,
    OPAQUE,
  ].map((grammar) => [grammar.name, grammar]),
);

/** Grammar of that name; the opaque one for a name that nobody wrote a grammar for. */
export function grammarOf(name: string): Grammar {
  return GRAMMARS.get(name) ?? OPAQUE;
}

/** Beginnings of subjects that tell a grammar, for issuers that are in no table (self-managed servers, own clusters). */
const SIGNS: readonly (readonly [string, Grammar])[] = [
  ["system:serviceaccount:", KUBERNETES],
  ["project_path:", GITLAB],
  ["repo:", GITHUB],
  ["spiffe://", SPIFFE],
];

/** The address of a job of Jenkins, whose server may stand below a path of its host. */
const JOB = /^https:\/\/[^/*?]+\/(?:[^/*?]+\/)?job\//;

/** Grammar that the subjects of a condition suggest; undefined when they suggest none. */
export function guessGrammar(subjects: readonly string[], issuer: string): Grammar | undefined {
  if (subjects.some((subject) => JOB.test(subject) || isOwnServer(subject, issuer))) return JENKINS;
  return SIGNS.find(([start]) => subjects.some((subject) => subject.startsWith(start)))?.[1];
}

/** All jobs of the server that is the issuer: Jenkins issues at /oidc below itself. */
function isOwnServer(subject: string, issuer: string): boolean {
  return issuer.endsWith("/oidc") && subject === `https://${issuer.slice(0, -"oidc".length)}*`;
}
