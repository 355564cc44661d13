// kubernetes/admission:validating-policies and :validating-policy-bindings: expressions by which the API server itself refuses what
// somebody makes, and where they hold. Clusters before 1.30 have none.
// kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Shape } from "../../shape.js";
import { listOfAll } from "../call.js";
import { type Kept, keeping, listed, metadataWith } from "../kept.js";
import { incarnationOf, type KubernetesResource } from "../resource.js";
import { toSelector } from "../selector.js";
import { ADMISSION, ruleShape, toAdmissionRule } from "./webhooks.js";

const MATCHED: Kept = {
  namespaceSelector: true,
  objectSelector: true,
  resourceRules: true,
  excludeResourceRules: true,
};

function matchedShape(place: string): Shape {
  return Object.fromEntries(
    ["resourceRules", "excludeResourceRules"].flatMap((name) => [
      [`${place}.${name}`, "list"],
      ...Object.entries(ruleShape(`${place}.${name}.*`)),
    ]),
  );
}

const POLICIES = "validatingadmissionpolicies";
const BINDINGS = "validatingadmissionpolicybindings";

export const validatingPolicies: KubernetesResource = {
  word: "admission policies",
  call: {
    ...listOfAll({
      api: ADMISSION,
      resource: POLICIES,
      dataSet: "kubernetes/admission:validating-policies",
      shape: {
        "items.*.spec": "fields",
        "items.*.spec.matchConstraints": "fields",
        ...matchedShape("items.*.spec.matchConstraints"),
        "items.*.spec.matchConditions": "list",
        "items.*.spec.matchConditions.*.expression": "text",
        "items.*.spec.validations": "list",
        "items.*.spec.validations.*.expression": "text",
        "items.*.spec.variables": "list",
        "items.*.spec.variables.*.expression": "text",
      },
      clean: keeping({
        metadata: metadataWith(),
        spec: {
          failurePolicy: true,
          paramKind: true,
          matchConstraints: MATCHED,
          matchConditions: { name: true, expression: true },
          variables: { name: true, expression: true },
          validations: { expression: true },
        },
      }),
    }),
    absent: "answer",
  },
  convert(element, out) {
    const { scope, raw, name, createdAt } = element;
    const spec = fieldsOf(raw["spec"]);
    const id = `${scope}/${POLICIES}/${name}`;
    out.nodes.push({
      id,
      kind: "resource",
      type: "kubernetes.admission-policy",
      name,
      ...incarnationOf(element),
      parent: scope,
      properties: properties({
        failure_policy: textOf(spec["failurePolicy"]),
        has_params: fieldsOf(spec["paramKind"])["kind"] !== undefined,
        matched: toMatched(spec["matchConstraints"]),
        conditions: expressionsOf(spec, "matchConditions"),
        variables: listed(spec, "variables").flatMap((one) => {
          const [variable, expression] = [textOf(one["name"]), textOf(one["expression"])];
          return variable === undefined || expression === undefined ? [] : [{ name: variable, expression }];
        }),
        validations: expressionsOf(spec, "validations"),
        created_at: createdAt,
      }),
    });
    out.edge("contains", scope, id);
  },
};

export const validatingPolicyBindings: KubernetesResource = {
  word: "admission policy bindings",
  call: {
    ...listOfAll({
      api: ADMISSION,
      resource: BINDINGS,
      dataSet: "kubernetes/admission:validating-policy-bindings",
      shape: {
        "items.*.spec": "fields",
        "items.*.spec.matchResources": "fields",
        ...matchedShape("items.*.spec.matchResources"),
        "items.*.spec.validationActions": "list",
        "items.*.spec.validationActions.*": "text",
      },
      clean: keeping({
        metadata: metadataWith(),
        spec: { policyName: true, matchResources: MATCHED, validationActions: true },
      }),
    }),
    absent: "answer",
  },
  convert(element, out) {
    const { scope, raw, name, createdAt } = element;
    const spec = fieldsOf(raw["spec"]);
    const policy = textOf(spec["policyName"]);
    const id = `${scope}/${BINDINGS}/${name}`;
    out.nodes.push({
      id,
      kind: "resource",
      type: "kubernetes.admission-policy-binding",
      name,
      ...incarnationOf(element),
      parent: scope,
      properties: properties({
        policy_id: policy === undefined ? undefined : `${scope}/${POLICIES}/${policy}`,
        matched: toMatched(spec["matchResources"]),
        actions: listOf(spec["validationActions"]).filter((one) => typeof one === "string"),
        created_at: createdAt,
      }),
    });
    out.edge("contains", scope, id);
  },
};

/** Of what it is asked; of a binding that says nothing, of all that its policy is. */
function toMatched(value: unknown) {
  const matched = fieldsOf(value);
  return properties({
    rules: matched["resourceRules"] === undefined ? undefined : listed(matched, "resourceRules").map(toAdmissionRule),
    excluded: listed(matched, "excludeResourceRules").map(toAdmissionRule),
    namespace_selector: toSelector(matched["namespaceSelector"]),
    object_selector: toSelector(matched["objectSelector"]),
  });
}

function expressionsOf(spec: Fields, field: string): readonly string[] {
  return listed(spec, field).flatMap(({ expression }) => textOf(expression) ?? []);
}
