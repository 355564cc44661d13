// What runs in a cluster and as which service account: pods, and the templates that make them. Of a pod its variables and commands are
// not looked at, only its images, as written, and what it has of the machine that it is on.
import { type Fields, fieldsOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import type { Shape } from "../../shape.js";
import { type KubernetesCall, listOfAll } from "../call.js";
import { HOST_FIELDS, hostControlOf } from "../host-control.js";
import { accountId, idIn, namespaceId } from "../ids.js";
import { type Kept, keeping, listed, metadataWith } from "../kept.js";
import { type Element, incarnationOf, type KubernetesResource } from "../resource.js";

const CONTAINERS: Kept = { containers: { image: true }, initContainers: { image: true } };
const SPEC: Kept = { serviceAccountName: true, automountServiceAccountToken: true, ...CONTAINERS };
const OWNED: Kept = { ...metadataWith(), ownerReferences: { kind: true, name: true, controller: true } };
const TEMPLATE: Kept = { template: { metadata: { labels: true }, spec: SPEC } };

interface Kind {
  readonly api: string;
  readonly resource: string;
  /** As owner references write it. */
  readonly kind: string;
  readonly word: string;
  readonly spec: Kept;
  /** Where the pod's own specification is in it. */
  specOf(spec: Fields): Fields;
}

const inTemplate = (spec: Fields): Fields => fieldsOf(fieldsOf(spec["template"])["spec"]);

const KINDS: readonly Kind[] = [
  { api: "v1", resource: "pods", kind: "Pod", word: "pods", spec: { ...SPEC, nodeName: true }, specOf: (spec) => spec },
  ...(["Deployment", "DaemonSet", "StatefulSet"] as const).map((kind) => ({
    api: "apps/v1",
    resource: `${kind.toLowerCase()}s`,
    kind,
    word: `${kind.toLowerCase()}s`,
    spec: TEMPLATE,
    specOf: inTemplate,
  })),
  { api: "batch/v1", resource: "jobs", kind: "Job", word: "jobs", spec: TEMPLATE, specOf: inTemplate },
  {
    api: "batch/v1",
    resource: "cronjobs",
    kind: "CronJob",
    word: "cron jobs",
    spec: { jobTemplate: { spec: TEMPLATE } },
    specOf: (spec) => inTemplate(fieldsOf(fieldsOf(spec["jobTemplate"])["spec"])),
  },
];

/** One data set a kind: `kubernetes/core:pods`, `kubernetes/apps:deployments`. */
export const workloads: readonly KubernetesResource[] = KINDS.map((kind) => ({
  word: kind.word,
  call: callOf(kind),
  convert: (element, out) => addWorkload(element, kind, out),
}));

function callOf({ api, resource, spec }: Kind): KubernetesCall {
  const [group = ""] = api.includes("/") ? api.split("/") : ["core"];
  const dataSet = `kubernetes/${group}:${resource}`;
  return listOfAll({
    api,
    resource,
    dataSet,
    shape: shapeOf(spec),
    clean: keeping({
      metadata: OWNED,
      spec: resource === "pods" ? { ...spec, ...HOST_FIELDS } : spec,
      status: { phase: true },
    }),
  });
}

/** Each part on the way to the pod's own specification, and what that says. */
function shapeOf(spec: Kept): Shape {
  const shape: { [path: string]: Shape[string] } = {
    "items.*.metadata.ownerReferences": "list",
    "items.*.metadata.ownerReferences.*": "fields",
  };
  const add = (kept: Kept, path: string): void => {
    shape[path] = "fields";
    for (const [name, of] of Object.entries(kept)) {
      if (name in CONTAINERS) shape[`${path}.${name}`] = "records";
      else if (of !== true) add(of, `${path}.${name}`);
    }
    if (kept["serviceAccountName"] === undefined) return;
    shape[`${path}.serviceAccountName`] = "text";
    shape[`${path}.automountServiceAccountToken`] = "flag";
  };
  add(spec, "items.*.spec");
  return shape;
}

function addWorkload(element: Element, { kind, resource, specOf }: Kind, out: PartBuilder): void {
  const { scope, raw, name, namespace, labels, createdAt } = element;
  const spec = specOf(fieldsOf(raw["spec"]));
  const phase = textOf(fieldsOf(raw["status"])["phase"]);
  const id = idIn(scope, namespace, resource, name);
  const account = accountId(scope, namespace, textOf(spec["serviceAccountName"]) ?? "default");
  const mounts = spec["automountServiceAccountToken"];
  const control = kind === "Pod" ? hostControlOf(spec) : undefined;
  out.nodes.push({
    id,
    kind: "workload",
    type: `kubernetes.${kind.toLowerCase()}`,
    name: `${namespace}/${name}`,
    ...incarnationOf(element),
    parent: namespaceId(scope, namespace),
    properties: properties({
      namespace,
      role: account,
      // what the service account says counts where the pod says nothing
      automount: typeof mounts === "boolean" ? mounts : undefined,
      owner: ownerOf(element, kind),
      part_of: labels["app.kubernetes.io/part-of"],
      instance: labels["app.kubernetes.io/instance"],
      state: phase,
      // a template has none yet
      node: textOf(spec["nodeName"]),
      images: imagesOf(spec),
      host_control: control && control.ways.length > 0 ? control.ways : undefined,
      host_control_open: control?.isOpen === true ? true : undefined,
      host_near: control && control.near.length > 0 ? control.near : undefined,
      acts_alone: kind === "CronJob" ? true : undefined,
      trigger: kind === "CronJob" ? "schedule" : undefined,
      tags: labels,
      created_at: createdAt,
    }),
  });
  // One that is over runs nothing any more.
  if (phase !== "Succeeded" && phase !== "Failed") out.edge("runs_as", id, account);
  out.edge("contains", namespaceId(scope, namespace), id);
}

/** Images of its containers, sorted; undefined where it names none. */
function imagesOf(spec: Fields): readonly string[] | undefined {
  const containers = [...listed(spec, "containers"), ...listed(spec, "initContainers")];
  const images = new Set(containers.flatMap(({ image }) => textOf(image) ?? []));
  return images.size === 0 ? undefined : [...images].sort();
}

/** What people made that it comes from: `Deployment/api`. Itself where nothing owns it. */
function ownerOf({ raw, name, labels }: Element, kind: string): string {
  const owners = listed(fieldsOf(raw["metadata"]), "ownerReferences");
  const owner = owners.find((one) => one["controller"] === true) ?? owners[0];
  const [ownerKind, ownerName] = [textOf(owner?.["kind"]), textOf(owner?.["name"])];
  if (ownerKind === undefined || ownerName === undefined) return `${kind}/${name}`;
  const hash = labels["pod-template-hash"];
  if (ownerKind === "ReplicaSet" && hash !== undefined && ownerName.endsWith(`-${hash}`)) {
    return `Deployment/${ownerName.slice(0, -hash.length - 1)}`;
  }
  // A cron job names its jobs after itself and the minute.
  const cron = ownerKind === "Job" ? /^(.+)-\d{8,10}$/.exec(ownerName)?.[1] : undefined;
  return cron === undefined ? `${ownerKind}/${ownerName}` : `CronJob/${cron}`;
}
