// kubernetes/admission:validating-webhooks and :mutating-webhooks: whom the API server asks before it takes what somebody makes.
// Certificates and addresses outside the cluster are not kept.
// kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Shape } from "../../shape.js";
import { listOfAll } from "../call.js";
import { keeping, listed, metadataWith } from "../kept.js";
import { incarnationOf, type KubernetesResource } from "../resource.js";
import { toSelector } from "../selector.js";

export const ADMISSION = "admissionregistration.k8s.io/v1";

export const validatingWebhooks = webhooksOf("validating");
export const mutatingWebhooks = webhooksOf("mutating");

function webhooksOf(kind: "validating" | "mutating"): KubernetesResource {
  const resource = `${kind}webhookconfigurations`;
  return {
    word: `${kind} webhooks`,
    call: listOfAll({
      api: ADMISSION,
      resource,
      dataSet: `kubernetes/admission:${kind}-webhooks`,
      shape: {
        "items.*.webhooks": "list",
        "items.*.webhooks.*.rules": "list",
        ...ruleShape("items.*.webhooks.*.rules.*"),
        "items.*.webhooks.*.namespaceSelector": "fields",
        "items.*.webhooks.*.objectSelector": "fields",
        "items.*.webhooks.*.matchConditions": "list",
        "items.*.webhooks.*.matchConditions.*.expression": "text",
      },
      clean: keeping({
        metadata: metadataWith(),
        webhooks: {
          name: true,
          failurePolicy: true,
          rules: true,
          namespaceSelector: true,
          objectSelector: true,
          matchConditions: { name: true, expression: true },
          clientConfig: { service: { namespace: true, name: true } },
        },
      }),
    }),
    convert(element, out) {
      const { scope, raw, name, createdAt } = element;
      const id = `${scope}/${resource}/${name}`;
      out.nodes.push({
        id,
        kind: "resource",
        type: `kubernetes.${kind}-webhooks`,
        name,
        ...incarnationOf(element),
        parent: scope,
        properties: properties({ webhooks: listed(raw, "webhooks").map(toWebhook), created_at: createdAt }),
      });
      out.edge("contains", scope, id);
    },
  };
}

function toWebhook(webhook: Fields) {
  const { namespace, name } = fieldsOf(fieldsOf(webhook["clientConfig"])["service"]);
  const service = [textOf(namespace), textOf(name)];
  return properties({
    name: textOf(webhook["name"]),
    failure_policy: textOf(webhook["failurePolicy"]),
    rules: listed(webhook, "rules").map(toAdmissionRule),
    namespace_selector: toSelector(webhook["namespaceSelector"]),
    object_selector: toSelector(webhook["objectSelector"]),
    conditions: listed(webhook, "matchConditions").flatMap(({ expression }) => textOf(expression) ?? []),
    service: service.includes(undefined) ? undefined : service.join("/"),
  });
}

/** Shape of a rule: what it says is said by all of it. */
export function ruleShape(place: string): Shape {
  const lists = ["apiGroups", "apiVersions", "resources", "operations", "resourceNames"];
  return Object.fromEntries(
    lists.flatMap((name) => [
      [`${place}.${name}`, "list"],
      [`${place}.${name}.*`, "text"],
    ]),
  );
}

/** What is asked about: operations on resources of API groups; what is left out of the API is nothing. */
export function toAdmissionRule(rule: Fields) {
  const texts = (field: string) => listOf(rule[field]).filter((one): one is string => typeof one === "string");
  return properties({
    groups: texts("apiGroups"),
    versions: texts("apiVersions"),
    resources: texts("resources"),
    operations: texts("operations"),
    names: texts("resourceNames"),
    scope: textOf(rule["scope"]),
  });
}
