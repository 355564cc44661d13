// Escalation techniques in rules/techniques/<provider>/*.yaml, one a file, checked when loaded.
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { addAll } from "../model/add-all.js";
import { SCOPED_PROVIDERS, type ScopedTechnique } from "../model/scoped-technique.js";
import { BESIDE_KINDS, CENTER_TARGETS, type Technique, WANTED_SETS } from "../model/technique.js";
import { type Problem, toRuleError } from "./problem.js";
import { schemaProblems } from "./schema-problems.js";
import { scopedTechnique, toScopedTechnique } from "./scoped-techniques.js";
import { shownPath } from "./shown-path.js";
import { type SourceFile, toSourceFile } from "./source-file.js";

const text = z.string().trim().min(1);
const permission = text.regex(/^[a-z0-9-]+:[A-Za-z0-9]+$/, "not an action (service:Name)");
const vendorType = text.regex(/^[a-z0-9]+\.[a-z0-9-]+$/, "not a vendor type (aws.lambda-function)");
const services = z.array(text.regex(/^[a-z0-9.-]+\.amazonaws\.com$/, "not a service (lambda.amazonaws.com)")).min(1);

/** What a node has to be. */
const properties = z.record(text, z.array(z.union([text, z.boolean()])).min(1));

const arnPattern = text.regex(
  /^arn:\{partition\}:[a-z0-9-]+:/,
  "not an ARN pattern (arn:{partition}:lambda:*:{account}:function:*)",
);

/** Actions of a service: `s3:GetObject*`. */
const permissions = text.regex(/^[a-z0-9-]+:(\*|[A-Z][A-Za-z]*\*?)$/, "not actions (s3:GetObject*)");

const conditionKey = text.regex(/^[a-z0-9-]+:\S+$/i, "not a condition key (iam:PermissionsBoundary)");

const action = z
  .strictObject({
    action: permission,
    on: z.enum([
      "target",
      "target-policy",
      "target-boundary",
      "target-group",
      "existing",
      "role",
      "own-entry",
      "permission-set",
      "any",
    ]),
    types: z.array(vendorType).min(1).optional(),
    is: properties.optional(),
    makes_pods: z.literal(true).optional(),
    passes: z.array(text).min(1).optional(),
    passed_to: services.optional(),
    of: z.array(arnPattern).min(1).optional(),
    beside: z.enum(BESIDE_KINDS).optional(),
    same: text.optional(),
    with: z.record(conditionKey, text).optional(),
    told_profile: conditionKey.optional(),
    without: z.array(conditionKey).min(1).optional(),
    resource: text.optional(),
  })
  .check((context) => {
    const { on, types, same, of, is, passes, makes_pods: makesPods, passed_to: passed, with: brought } = context.value;
    const { resource } = context.value;
    const issue = (path: string, message: string): void => {
      context.issues.push({ code: "custom", path: [path], message, input: context.value });
    };
    if ((on === "existing") !== (types !== undefined)) issue("types", 'goes with "on: existing", and only with it');
    if (of !== undefined && on !== "any") issue("of", 'goes with "on: any"');
    if (brought !== undefined && on !== "target" && on !== "own-entry")
      issue("with", 'goes with "on: target" or "on: own-entry"');
    if (on === "role" && passed === undefined) issue("passed_to", 'is needed with "on: role"');
    if (passes !== undefined && (on !== "existing" || passed === undefined))
      issue("passes", 'goes with "on: existing" and "passed_to"');
    if (is !== undefined && on !== "existing") issue("is", 'goes with "on: existing"');
    if (makesPods !== undefined && on !== "existing") issue("makes_pods", 'goes with "on: existing"');
    if (resource !== undefined && on === "existing" && same !== undefined)
      issue("resource", 'of "on: existing" goes without "same"');
    if (same !== undefined && on !== "any" && on !== "existing") issue("same", 'goes with "on: any" or "on: existing"');
  });

const technique = z
  .strictObject({
    id: text.regex(/^[a-z0-9-]+-\d{3}$/, "not a technique id (lambda-001)"),
    provider: z.literal("aws"),
    title: text.max(160),
    source: text.regex(/\S{4}/, "say where it was described: an address, or a catalogue and its id"),
    edge: z.enum(["escalates_to", "runs_code_in", "adds_credential"]),
    target: z.enum([
      "role",
      "user",
      "group",
      "workload",
      "saml-users",
      "self",
      "organization-account",
      ...CENTER_TARGETS,
    ]),
    types: z.array(vendorType).min(1).optional(),
    actions: z.array(action).min(1),
    requires: z
      .strictObject({
        caller: z.enum(["user", "role"]).optional(),
        runs: z.array(vendorType).min(1).optional(),
        access_keys: z.enum(["free", "full"]).optional(),
        login_profile: z.boolean().optional(),
        mfa: z.boolean().optional(),
        trusts: services.optional(),
        exists: z.array(vendorType).min(1).optional(),
        same_region: z.strictObject({ types: z.array(vendorType).min(1), is: properties.optional() }).optional(),
        linked_role: text.optional(),
        delegated: text.optional(),
        service_account: text.optional(),
        unread: text.optional(),
        identity_pool: z.enum(["guests", "signed-in"]).optional(),
        role_name: text.optional(),
        instance_profile: z.literal(true).optional(),
        role_can: z.array(permission).min(1).optional(),
        saml_provider: z.literal("gone").optional(),
        root_can: z.array(permission).min(1).optional(),
        sign_in: z.literal(true).optional(),
        identity_source: z.enum(["own", "external"]).optional(),
        permission_set: z.enum(WANTED_SETS).optional(),
        whole_policy: z.literal(true).optional(),
        entry: z.literal("none").optional(),
        is: properties.optional(),
      })
      .optional(),
    yields: z.enum(["target", "admin", "data"]),
    data: z.array(permissions).min(1).optional(),
    changes: z.enum(["boundary", "version", "denial"]).optional(),
    how: text,
    fix: text,
    cases: z
      .array(
        z.strictObject({
          name: text,
          statements: z.array(z.record(z.string(), z.unknown())),
          found: z.union([z.boolean(), z.literal("unknown")]),
        }),
      )
      .default([]),
  })
  .check((context) => {
    const { target, types, changes, yields, data, actions, requires } = context.value;
    const issue = (path: string, message: string): void => {
      context.issues.push({ code: "custom", path: [path], message, input: context.value });
    };
    if ((target === "workload") !== (types !== undefined))
      issue("types", 'goes with "target: workload", and only with it');
    if (requires?.is !== undefined && target !== "workload") issue("requires", '"is" goes with "target: workload"');
    if (requires?.same_region !== undefined && target !== "workload")
      issue("requires", '"same_region" goes with "target: workload"');
    if ((yields === "data") !== (data !== undefined)) issue("data", 'goes with "yields: data", and only with it');
    const isPassed = actions.some(({ on, passed_to: to }) => on === "target" && to?.length === 1);
    if (yields === "data" && (target !== "role" || !isPassed))
      issue("yields", "data is of a role that is passed to one service");
    const gives = changes === "denial" ? "target" : "admin";
    if (changes !== undefined && yields !== gives) issue("changes", `goes with "yields: ${gives}"`);
    const isOfPolicy = actions.some(({ on }) => on === "target-policy" || on === "target-boundary");
    if (changes === "version" && !isOfPolicy) issue("changes", "needs an action on target-policy or target-boundary");
    const { sign_in: signIn, identity_source: source, permission_set: wanted } = requires ?? {};
    const isOnSet = actions.some(({ on }) => on === "permission-set");
    const isOfCenter = signIn !== undefined || source !== undefined || wanted !== undefined || isOnSet;
    if (isOfCenter && !CENTER_TARGETS.some((one) => one === target))
      issue("target", `is one of ${CENTER_TARGETS.join(", ")} where the technique is about Identity Center`);
    if (requires?.whole_policy !== undefined && target !== "member-account" && target !== "sso-role")
      issue("requires", '"whole_policy" goes with "target: member-account" or "target: sso-role"');
    if (requires?.saml_provider !== undefined && target !== "saml-users")
      issue("requires", '"saml_provider" goes with "target: saml-users"');
    if (requires?.root_can !== undefined && target !== "organization-account")
      issue("requires", '"root_can" goes with "target: organization-account"');
    if (requires?.delegated !== undefined && target !== "organization-account")
      issue("requires", '"delegated" goes with "target: organization-account"');
    if (wanted !== undefined && !isOnSet && target !== "sso-role")
      issue("requires", '"permission_set" goes with "on: permission-set" or "target: sso-role"');
  });

/** Techniques in both forms, each sorted by id. */
export interface LoadedTechniques {
  readonly techniques: readonly Technique[];
  readonly scopedTechniques: readonly ScopedTechnique[];
}

/** Techniques of AWS in a folder, sorted by id. Throws RuleError with every problem as file:line:column. No folder, none. */
export async function loadTechniques(dir: string): Promise<readonly Technique[]> {
  return (await loadAllTechniques(dir)).techniques;
}

/** Techniques of every cloud in a folder: those in a folder of a cloud with a tree of scopes are of that form. */
export async function loadAllTechniques(dir: string): Promise<LoadedTechniques> {
  const files = await readdir(dir, { recursive: true }).catch(() => []);
  const problems: Problem[] = [];
  const techniques: Technique[] = [];
  const scopedTechniques: ScopedTechnique[] = [];
  for (const name of files.filter((file) => file.endsWith(".yaml")).sort()) {
    const file = join(dir, name);
    const source = toSourceFile(shownPath(file), await readFile(file, "utf8"));
    if (source.problems.length > 0) {
      addAll(problems, source.problems);
    } else if (SCOPED_PROVIDERS.some((provider) => basename(dirname(file)) === provider)) {
      const found = readOne(scopedTechnique, source, basename(file), problems);
      if (found) scopedTechniques.push(toScopedTechnique(found));
    } else {
      const found = readOne(technique, source, basename(file), problems);
      // fields left out come as undefined, which the type does not know
      if (found) techniques.push(JSON.parse(JSON.stringify(found)) as Technique);
    }
  }
  const error = toRuleError(problems);
  if (error !== undefined) throw error;
  const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);
  return { techniques: techniques.sort(byId), scopedTechniques: scopedTechniques.sort(byId) };
}

function readOne<T extends { readonly id: string }>(
  form: z.ZodType<T>,
  source: SourceFile,
  name: string,
  problems: Problem[],
): T | undefined {
  const parsed = form.safeParse(source.value, { reportInput: true });
  if (!parsed.success) {
    addAll(problems, schemaProblems(source, form, parsed.error.issues));
    return undefined;
  }
  if (name !== `${parsed.data.id}.yaml`)
    problems.push(source.problemAt(["id"], `the file of it is ${parsed.data.id}.yaml`));
  return parsed.data;
}
