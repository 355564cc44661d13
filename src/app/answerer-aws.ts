// Questions about permissions on AWS, answered by its policy evaluator.
import { accountOfArn } from "../analyze/aws/attached-policy.js";
import { buildEstate } from "../analyze/aws/estate.js";
import { unreadLimitsOf } from "../analyze/aws/evaluate/request.js";
import { isWithoutResource } from "../analyze/aws/evaluate/target.js";
import type { Answer } from "../analyze/aws/evaluate/verdict.js";
import { createEvaluator, principalsIn } from "../analyze/aws/evaluator.js";
import { someoneOf } from "../analyze/aws/partition.js";
import { createPolicyCompiler } from "../analyze/aws/policy/compile.js";
import { isWhole } from "../analyze/aws/policy/plain.js";
import { DETAILS } from "../analyze/aws/read-accounts.js";
import { toRecord } from "../analyze/aws/record.js";
import { UsageError } from "../model/errors.js";
import type { Store } from "../store/index.js";
import type { Answerer } from "./access-answer.js";
import { doubtOf, namedPrincipal, slipsIn, toPrincipal, toResource } from "./asked-aws.js";
import { rulesInForce } from "./catalog.js";
import type { Settings } from "./settings.js";

/** Reads every policy of the store; answers come from memory then. A policy is compiled when a question is about a service in it. */
export async function openAwsAnswerer(store: Store, settings: Settings, now: Date): Promise<Answerer> {
  const { tables } = await rulesInForce({ rulesDirs: [], params: {} });
  const input = store.analysisInput(settings.estate, tables, now);
  // Problems in conditions are for gaps, which are told by the scan.
  const evaluator = createEvaluator(buildEstate(input, createPolicyCompiler(isWhole)));
  const { estate } = evaluator;
  const named = (text: string) => namedPrincipal(text, store, estate);
  return {
    can({ principal: asked, action, resource: named, context }) {
      const principal = toPrincipal(asked, store, estate);
      const resource = toResource(named, action, store);
      const answer = evaluator.can({ principal, action, context, ...(resource !== undefined && { resource }) });
      const isTypeless = isWithoutResource(action, estate);
      const about = isTypeless ? "*" : (resource ?? "*");
      const record = { principal, action, resource: about, ...toRecord(answer) };
      const isNoted = isTypeless && (about !== (resource ?? "*") || answer.verdict === "unknown");
      const notes = [...(isNoted ? [TYPELESS] : []), ...slipsIn(action, resource, store)];
      const lines = [...answerLines(answer), ...notes.map((note) => `  ${note}`)];
      return { verdict: answer.verdict, of: resource, lines, record, doubt: doubtOf(action) };
    },
    whoCan({ action, resource: named }) {
      // Nobody of those who were not read is not nobody.
      if (estate.principals.length === 0) throw new UsageError("no user or role of AWS was read; scan aws first");
      const resource = toResource(named, action, store);
      const asked = { action, ...(resource !== undefined && { resource }) };
      const found = evaluator.whoCan(asked);
      const ids = (bits: Uint32Array) => principalsIn(bits, estate).map(({ id }) => id);
      const [allowed, depends] = [ids(found.allowed), ids(found.unknown)];
      const accounts = [...allowed, ...depends].map(accountOfArn);
      const open = estate.unreadAccounts
        .filter((account) => {
          const [first] = estate.principals;
          const someone = someoneOf(account, first?.id ?? "");
          const { verdict } = evaluator.can({ ...asked, principal: someone });
          return verdict === "allowed" || verdict === "unknown";
        })
        .map((account) => `they are of account ${account}, whose users and roles were not read (${DETAILS})`);
      const assumptions = unreadLimitsOf(accounts, estate);
      return {
        of: resource,
        allowed,
        depends,
        open,
        assumptions,
        notes: slipsIn(action, resource, store),
        doubt: doubtOf(action),
      };
    },
    answerLine: async (line) => (await import("../analyze/aws/batch.js")).answerLine(evaluator, line, named),
  };
}

const TYPELESS =
  "AWS's reference gives this action no resource: statements about * count, those about all of a type perhaps, others do not";

const WORDS: { readonly [verdict in Answer["verdict"]]: string } = {
  allowed: "allowed",
  "implicit-deny": "denied",
  "explicit-deny": "denied",
  unknown: "depends",
};

function answerLines(answer: Answer): string[] {
  const word = answer.verdict === "unknown" ? "if" : "with";
  return [
    `${WORDS[answer.verdict]}  ${reason(answer)}`,
    ...answer.openKeys.map((key) => `  ${word} ${key}`),
    ...(answer.accessPoint === undefined ? [] : [`  by way of ${answer.accessPoint}`]),
    ...answer.assumptions.map((assumption) => `  taken as given: ${assumption}`),
  ];
}

function reason({ verdict, decidedBy: { layer, policy, statement, sid } }: Answer): string {
  if (policy === null) return verdict === "implicit-deny" ? `no ${LAYERS[layer]} allows it` : `by the ${LAYERS[layer]}`;
  const place = statement === null ? "" : `statement ${statement + 1}${sid === null ? "" : ` (${sid})`} of `;
  const word = verdict === "explicit-deny" ? "denied by " : verdict === "implicit-deny" ? "not allowed by " : "by ";
  return `${word}${place}${policy}`;
}

const LAYERS: { readonly [layer in Answer["decidedBy"]["layer"]]: string } = {
  identity: "policy of the caller",
  boundary: "permissions boundary",
  session: "session policy",
  resource: "policy of the resource",
  scp: "service control policy",
  rcp: "resource control policy",
};
