// Tokens from one cloud to another and from pipelines into pools: each way in, beside the one thing changed that shuts it.
import { describe, expect, test } from "vitest";
import type { StoredNode } from "../../../src/model/analysis.js";
import { hashText } from "../../../src/model/hash.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { shippedTechniqueLists } from "../../shipped.js";
import { GITHUB, repository } from "../ci/company.js";
import { ACCOUNT, node, role, trusting, user } from "../estate.js";
import {
  application,
  type Clouds,
  DEPLOYER,
  identityId,
  pool,
  reach,
  serviceAccount,
  TENANT,
  yields,
} from "./estate.js";

const ANYONE = "any:internet";
const { scopedTechniques } = await shippedTechniqueLists();

describe("a run of GitHub in a pool of Google", () => {
  const github = { issuer: `https://${GITHUB}` };
  const of = (provider: JsonRecord, bound: string, from: string): string =>
    reach(
      {
        nodes: [
          ...pool({ ...github, ...provider }, bound),
          ...repository({ name: "site", id: 1 }),
          ...repository({ name: "site-next", id: 2 }),
        ],
      },
      from,
      identityId(bound),
    );

  test.each<[string, JsonRecord, string, string, string]>([
    ["an attribute names the repository", {}, "attribute.repository/acme/site", "yes", "no"],
    ["the subject names a branch", {}, "subject/repo:acme/site:ref:refs/heads/main", "yes", "no"],
    ["everybody of the pool, with a condition on the owner", owner("acme"), "*", "yes", "yes"],
    ["everybody of the pool, with a condition on another owner", owner("evil"), "*", "no", "no"],
    ["both the condition and the attribute have to hold", owner("evil"), "attribute.repository/acme/site", "no", "no"],
    ["an attribute that nobody mapped, which no token has", {}, "attribute.team/x", "no", "no"],
    ["a provider that is off", { disabled: true }, "attribute.repository/acme/site", "no", "no"],
  ])("%s", (_name, provider, bound, site, next) => {
    expect(of(provider, bound, "github:acme/site")).toBe(site);
    expect(of(provider, bound, "github:acme/site-next")).toBe(next);
  });

  test("anyone, where neither the provider nor the binding says whose repository it is", () => {
    expect(of({}, "*", ANYONE)).toBe("yes");
    expect(of(owner("acme"), "*", ANYONE)).toBe("no");
    expect(of({}, "attribute.repository/acme/site", ANYONE)).toBe("no");
  });

  test("a prefix that a stranger's name can have", () => {
    const prefix = { attribute_condition: "assertion.repository.startsWith('acme')" };
    const closed = { attribute_condition: "assertion.repository.startsWith('acme/')" };
    expect(of(prefix, "*", ANYONE)).toBe("attacker-settable");
    expect(of(closed, "*", ANYONE)).toBe("no");
  });

  function owner(login: string): JsonRecord {
    return { attribute_condition: `assertion.repository_owner == '${login}'` };
  }
});

describe("AWS in a pool of Google", () => {
  const DEFAULT_ROLE =
    "assertion.arn.contains('assumed-role') ? assertion.arn.extract('{account_arn}assumed-role/') + 'assumed-role/' + assertion.arn.extract('assumed-role/{role_name}/') : assertion.arn";
  const aws = {
    aws_account: ACCOUNT,
    attribute_mapping: { "google.subject": "assertion.arn", "attribute.aws_role": DEFAULT_ROLE },
  };
  const principals = [role("deploy"), role("deploy-staging"), user("ada")];
  const of = (bound: string, from: string, more: JsonRecord = {}): string =>
    reach({ nodes: [...pool({ ...aws, ...more }, bound), ...principals] }, from, identityId(bound));
  const [deploy = "", staging = "", ada = ""] = principals.map(({ id }) => id);

  test("one role by the attribute that Google maps by itself", () => {
    const bound = `attribute.aws_role/arn:aws:sts::${ACCOUNT}:assumed-role/deploy`;
    expect([of(bound, deploy), of(bound, staging), of(bound, ada)]).toEqual(["yes", "no", "no"]);
  });

  test("everyone of the account, and nobody of another one", () => {
    expect([of("*", deploy), of("*", ada)]).toEqual(["yes", "yes"]);
    const other = { aws_account: "999988887777" };
    expect([of("*", deploy, other), of("*", ada, other)]).toEqual(["no", "no"]);
    expect(of("*", "aws:999988887777#identities", other)).toBe("yes");
  });

  test("a user by its ARN, which no role has", () => {
    const bound = `subject/arn:aws:iam::${ACCOUNT}:user/ada`;
    expect([of(bound, ada), of(bound, deploy)]).toEqual(["yes", "no"]);
  });

  test("one session of a role: whoever assumes the role names it", () => {
    const bound = `subject/arn:aws:sts::${ACCOUNT}:assumed-role/deploy/nightly`;
    expect([of(bound, deploy), of(bound, staging)]).toEqual(["attacker-settable", "no"]);
  });

  test("a condition of the provider on the role", () => {
    const only = { attribute_condition: `assertion.arn.startsWith('arn:aws:sts::${ACCOUNT}:assumed-role/deploy/')` };
    expect([of("*", deploy, only), of("*", staging, only), of("*", ada, only)]).toEqual(["yes", "no", "no"]);
  });
});

describe("AWS in Entra and in pools, by tokens that the account issues", () => {
  const ISSUER = "3f0a7c1e-0000-4000-8000-00000000000a.tokens.sts.global.api.aws";
  const policy = (action: string) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: "*" }],
  });
  const may = policy("sts:GetWebIdentityToken");
  const mayNot = policy("s3:GetObject");
  const caller = (name: string, statement: object): StoredNode[] => {
    const own = role(name);
    const document = hashText(JSON.stringify(statement));
    return [own, node(`${own.id}#policy/p`, "aws.inline-policy", { kind: "grant", parent: own.id, document })];
  };
  const tokens = node(`oidc:${ISSUER}`, "aws.outbound-tokens", {
    kind: "set",
    properties: { issuer: ISSUER, account: ACCOUNT },
  });
  const clouds = (subject: string, nodes: readonly StoredNode[] = [tokens]): Clouds => ({
    nodes: [
      ...caller("deploy", may),
      ...caller("other", may),
      ...caller("idle", mayNot),
      ...application("app", { issuer: `https://${ISSUER}`, subject }),
      ...nodes,
    ],
    edges: [yields("app"), ...["deploy", "other", "idle"].map(attached)],
    documents: [may, mayNot],
  });
  const app = `${TENANT}/app`;
  const arn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;

  test("the role that the credential names, as far as it may ask for a token", () => {
    const named = clouds(arn("deploy"));
    expect([reach(named, arn("deploy"), app), reach(named, arn("other"), app)]).toEqual(["yes", "no"]);
    expect(reach(clouds(arn("idle")), arn("idle"), app)).toBe("no");
  });

  test("not by the ARN of a session, not with the issuer switched off, not from another account", () => {
    expect(reach(clouds(`arn:aws:sts::${ACCOUNT}:assumed-role/deploy/x`), arn("deploy"), app)).toBe("no");
    expect(reach(clouds(arn("deploy"), []), arn("deploy"), app)).toBe("no");
    expect(reach(clouds("arn:aws:iam::999988887777:role/deploy"), arn("deploy"), app)).toBe("no");
  });

  test("a pool that takes every token of the account", () => {
    const open: Clouds = {
      ...clouds(arn("deploy")),
      nodes: [...clouds("").nodes, ...pool({ issuer: `https://${ISSUER}` }, "*")],
    };
    expect([reach(open, arn("other"), identityId("*")), reach(open, arn("idle"), identityId("*"))]).toEqual([
      "yes",
      "no",
    ]);
  });

  function attached(name: string) {
    return {
      kind: "has_grant" as const,
      from: arn(name),
      to: `${arn(name)}#policy/p`,
      scope: `aws:${ACCOUNT}`,
      state: "none" as const,
      confidence: 1,
      properties: {},
    };
  }
});

describe("Google in AWS and Entra", () => {
  const key = `${DEPLOYER}/key/1`;
  const other = "gcp:service-account/222222222222222222222";
  const accounts = [...serviceAccount("111111111111111111111"), ...serviceAccount("222222222222222222222")];
  const trust = (claims: JsonRecord): Clouds => {
    const policy = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: "accounts.google.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: { StringEquals: claims },
        },
      ],
    };
    const nodes = [...accounts, ...trusting("sync", policy, [{ kind: "oidc", provider: "accounts.google.com" }])];
    return { nodes, documents: [policy] };
  };
  const sync = `arn:aws:iam::${ACCOUNT}:role/sync`;

  test.each<[string, JsonRecord, string, string]>([
    ["its number as the subject", { "accounts.google.com:sub": "111111111111111111111" }, "yes", "no"],
    ["its number as the audience", { "accounts.google.com:aud": "111111111111111111111" }, "yes", "no"],
    [
      "an address, which is never the subject",
      { "accounts.google.com:sub": "sa-111@acme-prod.iam.gserviceaccount.com" },
      "no",
      "no",
    ],
    ["two numbers", { "accounts.google.com:sub": ["111111111111111111111", "222222222222222222222"] }, "yes", "yes"],
    ["somebody else's number", { "accounts.google.com:sub": "999999999999999999999" }, "no", "no"],
  ])("AWS: %s", (_name, claims, own, foreign) => {
    expect(reach(trust(claims), key, sync)).toBe(own);
    expect(reach(trust(claims), `${other}/key/1`, sync)).toBe(foreign);
  });

  test("Entra: the number as the subject of the credential, and nothing else", () => {
    const named = (subject: string): Clouds => ({
      nodes: [...accounts, ...application("app", { issuer: "https://accounts.google.com", subject })],
      edges: [yields("app")],
    });
    expect(reach(named("111111111111111111111"), key, `${TENANT}/app`)).toBe("yes");
    expect(reach(named("222222222222222222222"), key, `${TENANT}/app`)).toBe("no");
    expect(reach(named("sa-111@acme-prod.iam.gserviceaccount.com"), key, `${TENANT}/app`)).toBe("no");
  });

  test("the account itself, as whoever signs in or runs as it", () => {
    const named = trust({ "accounts.google.com:sub": "222222222222222222222" });
    expect(reach(named, other, sync)).toBe("yes");
    expect(reach(named, DEPLOYER, sync)).toBe("no");
    const keyless = { ...named, nodes: named.nodes.filter(({ type }) => type !== "gcp.service-account-key") };
    expect(reach(keyless, other, sync)).toBe("no");
  });

  const SA = "iam.serviceAccounts";
  const TRUSTED = { "accounts.google.com:sub": "111111111111111111111" };
  const DANA = "user:dana@acme.example";
  const MIDDLE = "serviceAccount:sa-222@acme-prod.iam.gserviceaccount.com";
  const PLACE = "//cloudresourcemanager.googleapis.com/projects/acme-prod";
  const nameOf = (number: string): string =>
    `//iam.googleapis.com/projects/acme-prod/serviceAccounts/sa-${number}@acme-prod.iam.gserviceaccount.com`;
  /** What somebody holds where leads to the role of AWS that takes tokens of the first account. */
  const held = (...rows: readonly (readonly [who: string, what: readonly string[], on: string])[]): string => {
    const documents = rows.map(([, what]) => what.join("\n"));
    const grants = rows.flatMap(([member, , resource], at) => [
      node(`gcp:role/held${at}`, "gcp.role", {
        ...{ kind: "grant", scope: "gcp:projects/acme-prod", document: hashText(documents[at] ?? "") },
        properties: { role: `roles/held${at}` },
      }),
      node(`gcp:binding/held${at}`, "gcp.role-binding", {
        ...{ kind: "grant", scope: "gcp:projects/acme-prod" },
        properties: { resource, role: `roles/held${at}`, member },
      }),
    ]);
    const base = trust(TRUSTED);
    const clouds = { nodes: [...base.nodes, ...grants], documents: [...(base.documents ?? []), ...documents] };
    return reach({ ...clouds, techniques: scopedTechniques }, `gcp:member/${DANA}`, sync);
  };

  test.each<[string, readonly string[], string]>([
    ["asks for an identity token", [`${SA}.getOpenIdToken`], "yes"],
    ["has only access tokens", [`${SA}.getAccessToken`], "no"],
    ["has something signed", [`${SA}.signJwt`], "yes"],
    ["has bytes signed", [`${SA}.signBlob`], "yes"],
    ["gives itself more on the account", [`${SA}.setIamPolicy`], "yes"],
    ["deploys code that runs as the account", [`${SA}.actAs`, "run.services.create"], "yes"],
    ["may act as the account and deploys nothing", [`${SA}.actAs`], "no"],
    ["deploys and may act as none", ["run.services.create"], "no"],
    ["makes a key of Cloud Storage", ["storage.hmacKeys.create"], "no"],
    ["has a transfer of BigQuery run as it", [`${SA}.actAs`, "bigquery.transfers.update"], "no"],
  ])("who %s", (_name, what, expected) => {
    expect(held([DANA, what, PLACE])).toBe(expected);
  });

  test("on another account is nothing, through one that may is a way", () => {
    expect(held([DANA, [`${SA}.signJwt`], nameOf("222")])).toBe("no");
    const delegates = [DANA, [`${SA}.implicitDelegation`], nameOf("222")] as const;
    expect(held(delegates, [MIDDLE, [`${SA}.getOpenIdToken`], nameOf("111")])).toBe("yes");
    expect(held(delegates, [MIDDLE, [`${SA}.getAccessToken`], nameOf("111")])).toBe("no");
    expect(held([MIDDLE, [`${SA}.getOpenIdToken`], nameOf("111")])).toBe("no");
  });

  test("an account that is disabled signs for nothing", () => {
    const nodes = trust({ "accounts.google.com:sub": "111111111111111111111" });
    const disabled = { ...nodes, nodes: [...serviceAccount("111111111111111111111", true), ...nodes.nodes.slice(4)] };
    expect(reach(disabled, key, sync)).toBe("no");
  });
});

describe("Entra in AWS and Google", () => {
  const OBJECT = "0d1f0000-0000-4000-8000-000000000001";
  const OTHER = "0d1f0000-0000-4000-8000-000000000002";
  const applications = [...application(OBJECT), ...application(OTHER)];
  // of the public cloud, and of the American and Chinese ones
  const issuers = [
    `sts.windows.net/${TENANT}`,
    `sts.chinacloudapi.cn/${TENANT}`,
    `login.microsoftonline.com/${TENANT}/v2.0`,
    `login.microsoftonline.us/${TENANT}/v2.0`,
    `login.partner.microsoftonline.cn/${TENANT}/v2.0`,
  ];
  const role9 = `arn:aws:iam::${ACCOUNT}:role/sync`;

  const aws = (issuer: string, claims: JsonRecord): Clouds => {
    const policy = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}/` },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: { StringEquals: claims },
        },
      ],
    };
    return {
      nodes: [...applications, ...trusting("sync", policy, [{ kind: "oidc", provider: `${issuer}/` }])],
      documents: [policy],
    };
  };

  test.each(issuers)("AWS: the object id as the subject, %s", (issuer) => {
    const named = aws(issuer, { [`${issuer}/:sub`]: OBJECT });
    expect(reach(named, `${TENANT}/${OBJECT}`, role9)).toBe("yes");
    expect(reach(named, `${TENANT}/${OTHER}`, role9)).toBe("no");
    const foreign = aws("sts.windows.net/ffffffff-0000-4000-8000-00000000000f", {
      "sts.windows.net/ffffffff-0000-4000-8000-00000000000f/:sub": OBJECT,
    });
    expect(reach(foreign, `${TENANT}/${OBJECT}`, role9)).toBe("no");
  });

  test("AWS: an audience alone leaves it to the tenant who may ask for the token", () => {
    const [issuer = ""] = issuers;
    expect(reach(aws(issuer, { [`${issuer}/:aud`]: "api://aws" }), `${TENANT}/${OTHER}`, role9)).toBe("unknown");
  });

  test.each(issuers)("Google: the subject that a binding names, %s", (issuer) => {
    const nodes = [...applications, ...pool({ issuer: `https://${issuer}/` }, `subject/${OBJECT}`)];
    expect(reach({ nodes }, `${TENANT}/${OBJECT}`, identityId(`subject/${OBJECT}`))).toBe("yes");
    expect(reach({ nodes }, `${TENANT}/${OTHER}`, identityId(`subject/${OBJECT}`))).toBe("no");
  });

  test("an application that is disabled gets no token", () => {
    const [issuer = ""] = issuers;
    const nodes = [
      ...application(OBJECT, undefined, { enabled: false }),
      ...pool({ issuer: `https://${issuer}/` }, `subject/${OBJECT}`),
    ];
    expect(reach({ nodes }, `${TENANT}/${OBJECT}`, identityId(`subject/${OBJECT}`))).toBe("no");
  });
});

test("clusters and other issuers that were not read stay subjects of their issuer, in every cloud", () => {
  const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/6C1D0E6F2B7A4D5E9F80A1B2C3D4E5F6";
  const subject = "system:serviceaccount:orders:api";
  const nodes = [
    ...pool({ issuer: `https://${issuer}` }, `subject/${subject}`),
    ...application("app", { issuer: `https://${issuer}`, subject }),
  ];
  const from = `oidc:${issuer}`;
  expect(reach({ nodes }, from, identityId(`subject/${subject}`))).toBe("yes");
  expect(reach({ nodes, edges: [yields("app")] }, from, `${TENANT}/app`)).toBe("yes");
  const dead = application("app", { issuer: `https://${issuer}`, subject: "system:serviceaccount:orders:*" });
  expect(reach({ nodes: dead, edges: [yields("app")] }, from, `${TENANT}/app`)).toBe("no");
});
