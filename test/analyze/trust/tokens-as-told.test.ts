// Who becomes which role by a token, in drawn estates, beside what the vendors' pages say of each token.
import fc from "fast-check";
import { expect, test } from "vitest";
import { accountOf, policyOf } from "./drawn/aws-found.js";
import { accountRoles, type PlanRole } from "./drawn/aws-plan.js";
import { type Sureness, sureness } from "./drawn/aws-told.js";
import { foundIn, jobId, repositoryId, type Side } from "./drawn/github-found.js";
import { owners, type PlanOwner } from "./drawn/github-plan.js";
import {
  type Asked,
  type Bringing,
  contextsOf,
  tokensOfJob,
  tokensOfNewRepositories,
  tokensOfStrangers,
} from "./drawn/github-tokens.js";
import { projectOf } from "./drawn/google-found.js";
import { pools, toCel } from "./drawn/google-plan.js";
import { claimsOfPool, surenessOfMember } from "./drawn/google-told.js";

const ESTATES = Number(process.env["NHI_ESTATES"] ?? 15);
/** The same estates every time; others by hand. */
const SEED = Number(process.env["NHI_SEED"] ?? 7);
const options = { numRuns: ESTATES, seed: SEED };

interface Question {
  readonly who: string;
  /** Nodes that they are. */
  readonly starts: readonly string[];
  readonly brings: readonly Bringing[];
}

const ANYBODY = "anybody";
const strangersBy = new Map<string, readonly Bringing[]>();

/** The tokens of strangers, made once for trusts that look at the same claims. */
function strangersOf(asked: Asked): readonly Bringing[] {
  const key = [...asked].sort().join();
  const known = strangersBy.get(key) ?? tokensOfStrangers(asked);
  strangersBy.set(key, known);
  return known;
}

function questionsOf(owner: PlanOwner, asked: Asked): readonly Question[] {
  return [
    { who: ANYBODY, starts: ["any:internet"], brings: strangersOf(asked) },
    { who: "a member", starts: ["any:member"], brings: tokensOfNewRepositories(owner, asked) },
    ...owner.repositories.flatMap((one) => {
      const contexts = contextsOf(owner, one, asked);
      return [
        {
          who: `writers of ${one.name}`,
          starts: [`github:acme/${one.name}`],
          brings: [...contexts.values()].flat(),
        },
        ...[...contexts].map(([name, brings]) => ({
          ...{ who: `${name} of ${one.name}`, starts: [`${repositoryId(one)}@${name}`], brings },
        })),
        ...one.jobs.map((job) => ({
          ...{ who: `job ${job.name} of ${one.name}`, starts: [jobId(one, job)] },
          brings: tokensOfJob(owner, one, job, asked),
        })),
      ];
    }),
  ];
}

const claimsIn = ({ statements }: PlanRole): Asked =>
  new Set(statements.flatMap(({ conditions }) => conditions.map(({ claim }) => claim)));

interface End {
  /** As people would look at it. */
  readonly plan: object;
  readonly isOfGitHub: boolean;
  readonly asked: Asked;
  readonly told: (question: Question) => Sureness;
}

/** What is not found as surely as it is told, of each end of a cloud that is asked about. */
function differences(owner: PlanOwner, side: Side, ends: readonly End[], counts: Map<Sureness, number>): object[] {
  const found = foundIn(owner, side);
  return ends.flatMap(({ plan, isOfGitHub, asked, told }, at) =>
    questionsOf(owner, asked).flatMap((question) => {
      const { who, starts } = question;
      // of another issuer there are others, who are not asked about here
      if (!isOfGitHub && who === ANYBODY) return [];
      const [is, says] = [found(starts, at), told(question)];
      counts.set(says, (counts.get(says) ?? 0) + 1);
      return is === says ? [] : [{ who, told: says, is, plan, owner }];
    }),
  );
}

test("jobs and people of GitHub get into roles of AWS as surely as the pages say", () => {
  const counts = new Map<Sureness, number>();
  const odd = fc.sample(fc.tuple(owners, accountRoles), options).flatMap(([owner, all]) => {
    const ends = all.map((role) => ({
      plan: policyOf(role),
      isOfGitHub: role.issuer === "github",
      asked: claimsIn(role),
      told: ({ who, brings }: Question) => sureness(role, brings, who === ANYBODY),
    }));
    return differences(owner, accountOf(all), ends, counts);
  });
  expect(odd.slice(0, 2)).toEqual([]);
  expect(counts.size).toBe(3);
}, 3_600_000);

test("they are identities of Google's pools as surely as the pages say", () => {
  const counts = new Map<Sureness, number>();
  const odd = fc.sample(fc.tuple(owners, pools), options).flatMap(([owner, pool]) => {
    const ends = pool.members.map((member) => ({
      plan: { ...pool, member, condition: pool.condition && toCel(pool.condition) },
      isOfGitHub: pool.issuer === "github",
      asked: claimsOfPool(pool, member),
      told: ({ brings }: Question) => surenessOfMember(pool, member, brings),
    }));
    return differences(owner, projectOf(pool), ends, counts);
  });
  expect(odd.slice(0, 2)).toEqual([]);
  expect(counts.size).toBe(3);
}, 3_600_000);
