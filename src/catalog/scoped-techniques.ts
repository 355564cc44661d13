// The form of techniques of clouds with a tree of scopes, checked when loaded. What differs by cloud is how it writes a permission.
import { z } from "zod";
import { SCOPED_PROVIDERS, type ScopedProvider, type ScopedTechnique } from "../model/scoped-technique.js";

const text = z.string().trim().min(1);

const PERMISSIONS: { readonly [provider in ScopedProvider]: { readonly form: RegExp; readonly example: string } } = {
  gcp: { form: /^[a-z][a-zA-Z0-9]*(\.[A-Za-z0-9]+){2,3}$/, example: "iam.serviceAccounts.actAs" },
  azure: {
    form: /^[A-Z][A-Za-z]+(\.[A-Za-z]+)+(\/[A-Za-z0-9]+)+$/,
    example: "Microsoft.Authorization/roleAssignments/write",
  },
  entra: { form: /^[A-Za-z][A-Za-z0-9.-]*(\/[A-Za-z0-9.-]+)*(\.\{id\})?$/, example: "Application.ReadWrite.All" },
  kubernetes: {
    form: /^[a-z]+(\|[a-z]+)* [a-z]+(\.[a-z0-9.]+)?(\/[a-z]+)?(\|[a-z]+(\.[a-z0-9.]+)?(\/[a-z]+)?)*$/,
    example: "create pods/exec",
  },
};

export const scopedTechnique = z
  .strictObject({
    id: text.regex(/^[a-z0-9-]+-\d{3}$/, "not a technique id (gcp-compute-001)"),
    provider: z.enum(SCOPED_PROVIDERS),
    title: text.max(160),
    source: text.regex(/\S{4}/, "say where it was described: an address, or a catalogue and its id"),
    edge: z.enum(["escalates_to", "runs_code_in", "adds_credential", "impersonates", "permits"]),
    target: z.enum(["identity", "workload", "scope", "resource"]),
    types: z
      .array(text.regex(/^[a-z0-9]+\.[a-z0-9-]+$/, "not a vendor type (gcp.instance)"))
      .min(1)
      .optional(),
    actions: z
      .array(
        z.strictObject({
          action: text,
          on: z.enum(["target", "identity", "container", "anywhere", "within", "own-role", "above", "new-parent"]),
          data: z.boolean().optional(),
        }),
      )
      .min(1),
    yields: z.enum(["target", "use", "read", "write", "admin"]),
    facet: text.optional(),
    withholds: z.array(text).min(1).optional(),
    open: z
      .strictObject({ state: z.enum(["unknown", "needs-actor"]), condition: text, of: z.array(text).min(1).optional() })
      .optional(),
    exists: z
      .array(text.regex(/^[a-z0-9]+\.[a-z0-9-]+$/, "not a vendor type (gcp.function)"))
      .min(1)
      .optional(),
    stopped_by: z.array(text).min(1).optional(),
    lifts: z.array(text).min(1).optional(),
    lifted_by: z.record(text, z.array(text).min(1)).optional(),
    agent: text.regex(/^[a-z-]+$/, "not the domain of an agent (compute-system)").optional(),
    how: text,
    fix: text,
    cases: z
      .array(z.strictObject({ name: text, holds: z.array(text), guarded: text.optional(), found: z.boolean() }))
      .default([]),
  })
  .check((context) => {
    const { provider, actions, target, types, id, open } = context.value;
    const issue = (path: (string | number)[], message: string): void => {
      context.issues.push({ code: "custom", path, message, input: context.value });
    };
    const { form, example } = PERMISSIONS[provider];
    for (const [index, { action, on }] of actions.entries()) {
      if (!form.test(action)) issue(["actions", index, "action"], `not a permission (${example})`);
      if (on === "identity" && target !== "workload") issue(["actions", index, "on"], 'goes with "target: workload"');
      if (on === "within" && target === "identity")
        issue(["actions", index, "on"], 'does not go with "target: identity"');
    }
    if (open?.of?.every((one) => types?.includes(one)) === false) issue(["open", "of"], 'not in "types"');
    for (const [safeguard, lifting] of Object.entries(context.value.lifted_by ?? {})) {
      if (context.value.stopped_by?.includes(safeguard) !== true)
        issue(["lifted_by", safeguard], 'not in "stopped_by"');
      for (const action of lifting) {
        if (!form.test(action)) issue(["lifted_by", safeguard], `not a permission (${example})`);
      }
    }
    // Entra has several kinds of identity that are taken over in different ways.
    const needsTypes = provider === "entra" || target !== "identity";
    if (needsTypes !== (types !== undefined)) {
      issue(["types"], needsTypes ? "says what it works on" : 'goes with targets other than "identity"');
    }
    if (!id.startsWith(`${provider}-`)) issue(["id"], `begins with ${provider}-`);
  });

/** Techniques as the model has them: fields left out come as undefined, which the type does not know. */
export function toScopedTechnique(parsed: z.infer<typeof scopedTechnique>): ScopedTechnique {
  return JSON.parse(JSON.stringify(parsed)) as ScopedTechnique;
}
