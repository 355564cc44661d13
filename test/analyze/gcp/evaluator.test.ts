// Who may do what on Google Cloud: hierarchy, groups, conditions, deny policies, access boundaries; each beside what stays silent.
import { describe, expect, it } from "vitest";
import { account, ask, type Binding, type Deny, FOLDER, type Google, INSIDE, ORGANIZATION, OUTSIDE } from "./google.js";

const READ = "storage.buckets.list";
const ROLES = { "roles/reader": [READ], "roles/writer": ["storage.buckets.create"], "roles/unread": null };
const ADA = "user:ada@octo.example";
const BOT = account("bot");
const on = (place: string, member = ADA, more: Partial<Binding> = {}): Binding => ({
  on: place,
  role: "roles/reader",
  member,
  ...more,
});

function verdict(more: Omit<Google, "roles">, member = ADA, place = INSIDE, permission = READ): string {
  return ask({ roles: ROLES, ...more }, member, permission, place).verdict;
}

describe("bindings", () => {
  it.each([
    ["on the project itself", { bindings: [on(INSIDE)] }, "allowed"],
    ["on the folder above", { bindings: [on(FOLDER)] }, "allowed"],
    ["on the organisation above", { bindings: [on(ORGANIZATION)] }, "allowed"],
    ["on a project beside it", { bindings: [on(OUTSIDE)] }, "implicit-deny"],
    ["of another member", { bindings: [on(INSIDE, BOT)] }, "implicit-deny"],
    ["of a role without the permission", { bindings: [on(INSIDE, ADA, { role: "roles/writer" })] }, "implicit-deny"],
    ["of a role that could not be read", { bindings: [on(INSIDE, ADA, { role: "roles/unread" })] }, "unknown"],
    ["of a deleted account of that name", { bindings: [on(INSIDE, `deleted:${ADA}?uid=1`)] }, "implicit-deny"],
    ["of everyone", { bindings: [on(INSIDE, "allUsers")] }, "allowed"],
    ["of everyone with an account", { bindings: [on(INSIDE, "allAuthenticatedUsers")] }, "allowed"],
    ["of the domain", { bindings: [on(INSIDE, "domain:octo.example")] }, "allowed"],
    ["of another domain", { bindings: [on(INSIDE, "domain:other.example")] }, "implicit-deny"],
  ])("%s", (_name, more, expected) => {
    expect(verdict(more)).toBe(expected);
  });

  it("a grant on a project does not go up", () => {
    expect(verdict({ bindings: [on(INSIDE)] }, ADA, FOLDER)).toBe("implicit-deny");
    expect(verdict({ bindings: [on(FOLDER)] }, ADA, OUTSIDE)).toBe("implicit-deny");
  });

  it("a group in a group gives its role to who is in it, and to nobody else", () => {
    const bindings = [on(INSIDE, "group:outer@octo.example")];
    const groups = { "outer@octo.example": ["group:inner@octo.example"], "inner@octo.example": [ADA] };
    expect(verdict({ bindings, groups })).toBe("allowed");
    expect(verdict({ bindings, groups }, BOT)).toBe("implicit-deny");
    expect(verdict({ bindings, groups: { "outer@octo.example": ["group:inner@octo.example"] } })).toBe("implicit-deny");
  });
});

describe("conditions have three values", () => {
  it.each([
    ["a time to come", 'request.time < timestamp("2030-01-01T00:00:00Z")', "allowed"],
    ["a time that is over", 'request.time < timestamp("2020-01-01T00:00:00Z")', "implicit-deny"],
    ["what the request brings", 'request.host == "10.0.0.1"', "unknown"],
    ["over, whatever else", 'request.time < timestamp("2020-01-01T00:00:00Z") && request.host == "x"', "implicit-deny"],
    ["holds, whatever else", 'request.time < timestamp("2030-01-01T00:00:00Z") || request.host == "x"', "allowed"],
  ])("%s", (_name, condition, expected) => {
    expect(verdict({ bindings: [on(INSIDE, ADA, { condition })] })).toBe(expected);
  });

  it("a binding without one allows what another leaves open", () => {
    const condition = 'request.host == "10.0.0.1"';
    expect(verdict({ bindings: [on(INSIDE, ADA, { condition }), on(FOLDER)] })).toBe("allowed");
  });
});

describe("conditions on what is asked about", () => {
  const BUCKET = "//storage.googleapis.com/projects/inside/buckets/data";
  const GIVES = {
    "roles/reader": [
      "storage.objects.get",
      "run.services.create",
      "compute.instances.create",
      "iam.serviceAccounts.actAs",
    ],
  };
  const judged = (condition: string, permission: string, place = INSIDE) =>
    ask({ roles: GIVES, bindings: [on(INSIDE, ADA, { condition })] }, ADA, permission, place).verdict;

  it.each([
    ["a type of another service", 'resource.type == "storage.googleapis.com/Bucket"', "implicit-deny"],
    ["a service in a list of others", 'resource.service in ["storage.googleapis.com"]', "implicit-deny"],
    ["its own service, which may not say what it is", 'resource.service == "run.googleapis.com"', "unknown"],
    ["all but another service", 'resource.service != "storage.googleapis.com"', "unknown"],
    ["all but a type of another service", '!(resource.type == "storage.googleapis.com/Bucket")', "unknown"],
    ["a beginning of another service", 'resource.type.startsWith("storage.googleapis.com/")', "implicit-deny"],
    [
      "what is made is asked of the project",
      'resource.type == "cloudresourcemanager.googleapis.com/Project"',
      "unknown",
    ],
  ])("making a service of Run under %s", (_name, condition, expected) => {
    expect(judged(condition, "run.services.create")).toBe(expected);
  });

  it.each([
    ["its type", 'resource.type == "compute.googleapis.com/Instance"', "allowed"],
    ["another type", 'resource.type == "compute.googleapis.com/Disk"', "implicit-deny"],
    ["not another type", '!(resource.type == "compute.googleapis.com/Disk")', "allowed"],
  ])("making a machine under %s", (_name, condition, expected) => {
    expect(judged(condition, "compute.instances.create")).toBe(expected);
  });

  const ACCOUNT = "//iam.googleapis.com/projects/inside/serviceAccounts/deploy@inside.iam.gserviceaccount.com";
  const its = "projects/inside/serviceAccounts/deploy@inside.iam.gserviceaccount.com";
  it.each([
    ["its type", 'resource.type == "iam.googleapis.com/ServiceAccount"', "unknown"],
    ["its service", 'resource.service == "iam.googleapis.com"', "unknown"],
    ["another service", 'resource.service == "storage.googleapis.com"', "implicit-deny"],
    ["its name", `resource.name == "${its}"`, "unknown"],
    ["a beginning of its name", 'resource.name.startsWith("projects/inside/")', "unknown"],
    ["another name", `resource.name == "${its}x"`, "implicit-deny"],
    ["another end", 'resource.name.endsWith("/other")', "implicit-deny"],
    ["all but another name", `resource.name != "${its}x"`, "unknown"],
    ["nothing else", '!resource.name.endsWith("/other")', "unknown"],
    ["none of a list", `!(resource.name in ["x", "y"])`, "unknown"],
    ["another name, or some time", `resource.name == "x" || request.time.getHours() > 5`, "allowed"],
  ])("an account, which may not say what it is, under %s", (_name, condition, expected) => {
    expect(judged(condition, "iam.serviceAccounts.actAs", ACCOUNT)).toBe(expected);
  });

  const objects = "projects/_/buckets/projects/inside/buckets/data/objects/";
  it.each([
    ["one name", `resource.name == "${objects}a"`, "allowed"],
    ["a name in a list", `resource.name in ["x", "${objects}a"]`, "allowed"],
    ["the name of something else", 'resource.name == "projects/_/buckets/other/objects/a"', "implicit-deny"],
    ["all but one name", `resource.name != "${objects}a"`, "allowed"],
    ["all but a folder", `!resource.name.startsWith("${objects}hr/")`, "allowed"],
    ["nothing of the bucket", '!resource.name.startsWith("projects/_/buckets/projects/")', "implicit-deny"],
  ])("some object of a bucket is read under %s", (_name, condition, expected) => {
    expect(judged(condition, "storage.objects.get", BUCKET)).toBe(expected);
  });
});

describe("groups of permissions in deny policies", () => {
  it.each([
    ["storage.googleapis.com/*.*", "explicit-deny"],
    ["storage.googleapis.com/*.list", "explicit-deny"],
    ["storage.googleapis.com/buckets.*", "explicit-deny"],
    ["storage.googleapis.com/*.create", "allowed"],
    ["storage.googleapis.com/objects.*", "allowed"],
    ["compute.googleapis.com/*.*", "allowed"],
  ])("%s", (permission, expected) => {
    const denies = [{ on: INSIDE, principals: ["principalSet://goog/public:all"], permissions: [permission] }];
    expect(verdict({ bindings: [on(INSIDE)], denies })).toBe(expected);
  });

  it("a customer of Workspace is whom the directory alone knows, and no identity of a pool", () => {
    const principals = ["principalSet://goog/cloudIdentityCustomerId/C0octo"];
    const denies = [{ on: INSIDE, principals, permissions: ["storage.googleapis.com/*.*"] }];
    const pool = "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject/s";
    const domain = "domain:octo.example";
    expect(verdict({ bindings: [on(INSIDE)], denies })).toBe("unknown");
    expect(verdict({ bindings: [on(INSIDE, domain)], denies }, domain)).toBe("unknown");
    expect(verdict({ bindings: [on(INSIDE, pool)], denies }, pool)).toBe("allowed");
  });
});

describe("deny policies", () => {
  const deny = (more: Partial<Deny> = {}): Deny => ({
    on: FOLDER,
    principals: ["principalSet://goog/public:all"],
    permissions: ["storage.googleapis.com/buckets.list"],
    ...more,
  });
  it.each([
    ["takes it from everyone below", deny(), "explicit-deny"],
    ["of every permission of the kind", deny({ permissions: ["storage.googleapis.com/buckets.*"] }), "explicit-deny"],
    ["by name", deny({ principals: ["principal://goog/subject/ada@octo.example"] }), "explicit-deny"],
    ["of somebody else", deny({ principals: ["principal://goog/subject/bob@octo.example"] }), "allowed"],
    ["with an exception", deny({ except: ["principal://goog/subject/ada@octo.example"] }), "allowed"],
    ["of another permission", deny({ permissions: ["storage.googleapis.com/buckets.create"] }), "allowed"],
    ["beside it", deny({ on: OUTSIDE }), "allowed"],
    ["under a condition that nobody knows", deny({ condition: "resource.matchTag('1/env', 'prod')" }), "unknown"],
  ])("%s", (_name, one, expected) => {
    expect(verdict({ bindings: [on(INSIDE)], denies: [one] })).toBe(expected);
  });

  it("denies nothing that nobody was given", () => {
    expect(verdict({ denies: [deny({ condition: "resource.matchTag('1/env', 'prod')" })] })).toBe("implicit-deny");
  });
});

describe("conditions on roles that may be granted", () => {
  const SETS = "resourcemanager.projects.setIamPolicy";
  const roles = {
    "roles/reader": [SETS, READ],
    "roles/mine": [SETS],
    "roles/tokens": ["iam.serviceAccounts.getAccessToken"],
    "roles/none": ["logging.views.list"],
    "roles/unread": null,
  };
  const only = (...names: readonly string[]) =>
    `api.getAttribute("iam.googleapis.com/modifiedGrantsByRole", []).hasOnly([${names.map((one) => `"${one}"`).join(", ")}])`;
  const judged = (condition: string, permission: string) =>
    ask({ roles, bindings: [on(INSIDE, ADA, { condition })] }, ADA, permission, INSIDE).verdict;

  it.each([
    ["the role that sets the policy", only("roles/none", "roles/mine"), "allowed"],
    ["none", only(), "implicit-deny"],
    ["one of which nothing comes: for that alone", only("roles/none"), "unknown"],
    ["one that reads: for that alone", only("roles/viewer"), "unknown"],
    ["owner, which was not read", only("roles/owner"), "allowed"],
    ["one that was not read", only("roles/unread"), "unknown"],
    ["one with which something else is to be had", only("roles/tokens"), "unknown"],
    ["an attribute that nobody knows", only("roles/mine").replace("modifiedGrantsByRole", "other"), "unknown"],
    ["some role where the request says none", only("roles/mine").replace(", [])", ', ["roles/x"])'), "unknown"],
  ])("setting the policy, %s", (_name, condition, expected) => {
    expect(judged(condition, SETS)).toBe(expected);
  });

  it("say nothing of requests that grant none", () => {
    expect(judged(only("roles/none"), READ)).toBe("allowed");
    expect(judged(`!${only("roles/none")}`, READ)).toBe("implicit-deny");
  });
});

describe("access boundaries", () => {
  const ofProject = "//cloudresourcemanager.googleapis.com/projects/inside";
  const bindings = [on(ORGANIZATION, BOT)];
  it("keep those that they bind to what they name", () => {
    const boundaries = { [ofProject]: [INSIDE] };
    expect(verdict({ bindings, boundaries }, BOT, INSIDE)).toBe("allowed");
    expect(verdict({ bindings, boundaries }, BOT, OUTSIDE)).toBe("explicit-deny");
  });

  const ofAll = "//cloudresourcemanager.googleapis.com/organizations/1";

  it("leave what any of several names", () => {
    const both = { [ofProject]: [INSIDE], [ofAll]: [OUTSIDE] };
    expect(verdict({ bindings, boundaries: both }, BOT, INSIDE)).toBe("allowed");
    expect(verdict({ bindings, boundaries: both }, BOT, OUTSIDE)).toBe("allowed");
    expect(verdict({ bindings, boundaries: both }, BOT, ORGANIZATION)).toBe("explicit-deny");
    // the second may be about her, the first is not
    expect(verdict({ bindings: [on(ORGANIZATION)], boundaries: both }, ADA, INSIDE)).toBe("unknown");
    expect(verdict({ bindings: [on(ORGANIZATION)], boundaries: both }, ADA, OUTSIDE)).toBe("allowed");
  });

  it.each([
    ["1", "iam.serviceAccounts.getAccessToken", "allowed"],
    ["2", "iam.serviceAccountKeys.create", "allowed"],
    ["3", "iam.serviceAccounts.getAccessToken", "explicit-deny"],
    ["latest", "iam.serviceAccountKeys.create", "explicit-deny"],
    [undefined, "iam.roles.update", "explicit-deny"],
    ["1", "bigquery.tables.getData", "allowed"],
    ["2", "bigquery.tables.getData", "explicit-deny"],
    ["1", READ, "explicit-deny"],
    ["1", "storage.objects.create", "allowed"],
    ["2", "storage.objects.create", "explicit-deny"],
    ["1", "pubsub.topics.setIamPolicy", "allowed"],
    ["3", "pubsub.topics.setIamPolicy", "explicit-deny"],
    ["2", "dataproc.clusters.create", "allowed"],
    ["3", "dataproc.clusters.create", "explicit-deny"],
    ["1", "resourcemanager.projects.setIamPolicy", "allowed"],
    ["2", "resourcemanager.projects.setIamPolicy", "explicit-deny"],
    ["2", "container.clusters.getCredentials", "allowed"],
    ["3", "container.clusters.getCredentials", "explicit-deny"],
    ["3", "secretmanager.versions.access", "allowed"],
    ["4", "secretmanager.versions.access", "explicit-deny"],
    // what no version names goes through
    ["4", "compute.instances.setMetadata", "allowed"],
    [undefined, "compute.instances.setMetadata", "allowed"],
    ["latest", "run.services.setIamPolicy", "allowed"],
    ["1", "run.services.update", "explicit-deny"],
    ["4", "resourcemanager.projects.createPolicyBinding", "allowed"],
    // a version that came later may stop more
    ["5", "compute.instances.setMetadata", "unknown"],
    ["5", "run.services.update", "explicit-deny"],
  ])("of version %s: %s", (version, permission, expected) => {
    const roles = { "roles/held": [permission] };
    const held = [on(ORGANIZATION, BOT, { role: "roles/held" })];
    const google = {
      roles,
      bindings: held,
      boundaries: { [ofProject]: [INSIDE] },
      ...(version !== undefined && { version }),
    };
    expect(ask(google, BOT, permission, OUTSIDE).verdict).toBe(expected);
    expect(ask(google, BOT, permission, INSIDE).verdict).toBe("allowed");
  });

  it("say nothing of others, and leave open whom the directory alone knows", () => {
    expect(verdict({ bindings: [on(ORGANIZATION)], boundaries: { [ofProject]: [INSIDE] } }, ADA, OUTSIDE)).toBe(
      "allowed",
    );
    const all = { [ofAll]: [INSIDE] };
    const ofAda = { bindings: [on(ORGANIZATION)], boundaries: all };
    expect(verdict(ofAda, ADA, OUTSIDE)).toBe("unknown");
    expect(verdict(ofAda, ADA, INSIDE)).toBe("allowed");
    // an account is in the organisation that its project is in, and in no folder that it is not
    expect(verdict({ bindings, boundaries: all }, BOT, OUTSIDE)).toBe("explicit-deny");
    expect(verdict({ bindings, boundaries: all }, BOT, INSIDE)).toBe("allowed");
    const ofFolder = { "//cloudresourcemanager.googleapis.com/folders/2": [INSIDE] };
    const outside = account("bot", "outside");
    expect(verdict({ bindings, boundaries: ofFolder }, BOT, OUTSIDE)).toBe("explicit-deny");
    expect(verdict({ bindings: [on(ORGANIZATION, outside)], boundaries: ofFolder }, outside, OUTSIDE)).toBe("allowed");
  });
});

describe("all service accounts of a container", () => {
  const setOf = (container: string) =>
    `principalSet://cloudresourcemanager.googleapis.com/${container}/type/ServiceAccount`;

  it.each([
    ["of its project", INSIDE, BOT, "allowed"],
    ["of its folder", FOLDER, BOT, "allowed"],
    ["of its organisation", ORGANIZATION, BOT, "allowed"],
    ["of another project", OUTSIDE, BOT, "implicit-deny"],
    ["of the folder beside it", FOLDER, account("bot", "outside"), "implicit-deny"],
    ["no person", ORGANIZATION, ADA, "implicit-deny"],
  ])("%s", (_name, container, member, expected) => {
    const google = {
      bindings: [on(OUTSIDE, setOf(container)), on(INSIDE, BOT), on(INSIDE, account("bot", "outside"))],
    };
    expect(verdict(google, member, OUTSIDE)).toBe(expected);
  });

  it("are denied by the set of their project, with an exception by name", () => {
    const deny: Deny = {
      on: ORGANIZATION,
      principals: [setOf(INSIDE)],
      permissions: ["storage.googleapis.com/buckets.list"],
    };
    const bindings = [on(ORGANIZATION, BOT), on(ORGANIZATION, account("bot", "outside"))];
    expect(verdict({ bindings, denies: [deny] }, BOT, OUTSIDE)).toBe("explicit-deny");
    expect(verdict({ bindings, denies: [deny] }, account("bot", "outside"), OUTSIDE)).toBe("allowed");
    const except = ["principal://iam.googleapis.com/projects/-/serviceAccounts/bot@inside.iam.gserviceaccount.com"];
    expect(verdict({ bindings, denies: [{ ...deny, except }] }, BOT, OUTSIDE)).toBe("allowed");
  });
});

it("an account that is disabled may nothing, whatever it was given", () => {
  const bindings = [on(INSIDE, BOT)];
  expect(verdict({ bindings }, BOT, INSIDE)).toBe("allowed");
  expect(verdict({ bindings, disabled: "bot" }, BOT, INSIDE)).toBe("explicit-deny");
  expect(verdict({ bindings, disabled: "other" }, BOT, INSIDE)).toBe("allowed");
});

describe("roles that are asked for", () => {
  const asking = (more: object): Omit<Google, "roles"> => ({
    eligible: [{ on: FOLDER, role: "roles/reader", member: BOT, ...more }],
  });

  it.each([
    ["nobody has to approve it: the account asks and has it", {}, "allowed"],
    ["somebody else has to approve it", { approvers: [ADA] }, "unknown"],
    ["only the account itself is named to approve it", { approvers: [BOT] }, "unknown"],
    ["the entitlement is on its way out", { state: "DELETING" }, "implicit-deny"],
    ["of somebody else", { member: ADA }, "implicit-deny"],
    ["of a role without the permission", { role: "roles/writer" }, "implicit-deny"],
    ["its condition is over", { condition: 'request.time < timestamp("2020-01-01T00:00:00Z")' }, "implicit-deny"],
    ["its condition holds", { condition: 'request.time < timestamp("2030-01-01T00:00:00Z")' }, "allowed"],
    ["of everyone of a domain that the account is not in", { member: "domain:octo.example" }, "implicit-deny"],
  ])("%s", (_name, more, expected) => {
    expect(verdict(asking(more), BOT)).toBe(expected);
  });

  it("a group may ask for whoever is in it", () => {
    const eligible = [{ on: INSIDE, role: "roles/reader", member: "group:ops@octo.example" }];
    expect(verdict({ eligible, groups: { "ops@octo.example": [BOT] } }, BOT)).toBe("allowed");
    expect(verdict({ eligible, groups: { "ops@octo.example": [ADA] } }, BOT)).toBe("implicit-deny");
  });

  it("a role that stands needs nobody's approval, whoever approves the same role for others", () => {
    expect(verdict({ bindings: [on(INSIDE, BOT)], ...asking({ approvers: [ADA] }) }, BOT)).toBe("allowed");
  });

  it("a deny policy holds what is asked for, too", () => {
    const denies: Deny[] = [
      {
        on: INSIDE,
        principals: ["principalSet://goog/public:all"],
        permissions: ["storage.googleapis.com/buckets.list"],
      },
    ];
    expect(verdict({ ...asking({}), denies }, BOT)).toBe("explicit-deny");
  });

  it("the answer says what it takes", () => {
    const { open, decidedBy } = askOne(asking({}));
    expect(decidedBy).toBe("gcp:eligible/0");
    expect(open).toEqual(["it asks for e0, which nobody has to approve"]);
    expect(askOne(asking({ approvers: [ADA, BOT] })).open).toEqual([
      "it asks for e0, with an approval of user:ada@octo.example",
    ]);
  });
});

function askOne(more: Omit<Google, "roles">) {
  return ask({ roles: ROLES, ...more }, BOT, READ, INSIDE);
}
