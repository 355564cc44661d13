// Auto Scaling groups: they carry no role themselves, but start instances from a launch template or a launch configuration.
import type { AnalysisInput, StoredNode } from "../../../../model/analysis.js";

const GROUP = "aws.auto-scaling-group";
const CONFIGURATION = "aws.launch-configuration";

/** In: roles of what carries an instance profile. Out: group → role of what it starts; groups that start nobody are left out. */
export function scalingGroupRoles(
  input: Pick<AnalysisInput, "types" | "nodes">,
  throughProfiles: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const roles = new Map<string, string>();
  if (!input.types("workload").includes(GROUP)) return roles;
  const configurations = new Map<string, string>();
  for (const node of input.nodes([CONFIGURATION])) configurations.set(placeOf(node, node.name), node.id);
  for (const group of input.nodes([GROUP])) {
    const { launch_template: template, launch_configuration: configuration } = group.properties;
    const started =
      typeof template === "string"
        ? templateArn(group.id, template)
        : typeof configuration === "string"
          ? configurations.get(placeOf(group, configuration))
          : undefined;
    const role = started === undefined ? undefined : throughProfiles.get(started);
    if (role !== undefined) roles.set(group.id, role);
  }
  return roles;
}

/**
 * ARNs of launch templates whose latest version groups start, whichever it is: "Launch templates", Amazon EC2 Auto Scaling User Guide.
 */
export function startedLatest(input: Pick<AnalysisInput, "types" | "nodes">): ReadonlySet<string> {
  if (!input.types("workload").includes(GROUP)) return new Set();
  const started = [...input.nodes([GROUP])].flatMap(({ id, properties }) => {
    const { launch_template: template, launch_template_version: version } = properties;
    return typeof template === "string" && version === "$Latest" ? [templateArn(id, template)] : [];
  });
  return new Set(started);
}

/** Names of launch configurations are unique in a region of an account. */
function placeOf({ scope, region }: Pick<StoredNode, "scope" | "region">, name: string): string {
  return `${scope} ${region} ${name}`;
}

/** A template of the group's own account and region. */
function templateArn(group: string, template: string): string {
  const [, partition = "aws", , region = "", account = ""] = group.split(":");
  return `arn:${partition}:ec2:${region}:${account}:launch-template/${template}`;
}
