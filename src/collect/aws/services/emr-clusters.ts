// aws/elasticmapreduce:clusters: clusters that run, the profile of their machines, and secrets in their settings.

import { oncePerWord } from "../../../model/once.js";
import { type Fields, fieldsOf, isFields, listOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { addPlainSecrets, type Variable } from "../../plain-secrets.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { toTags } from "../tags.js";
import { addServingRoles, addWorkload, toProfileArn } from "../workload.js";

const DATA_SET = "aws/elasticmapreduce:clusters";
/** States of a cluster that has machines; AWS lists ended ones for two months. */
const RUNNING = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"];

const LIST_CLUSTERS: AwsCall = {
  call: "elasticmapreduce:ListClusters",
  path: ["emr", "list-clusters"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 50 running clusters",
  lists: ["Clusters"],
  input: { ClusterStates: RUNNING },
  next: "Marker",
};

const DESCRIBE_CLUSTER: AwsCall = {
  call: "elasticmapreduce:DescribeCluster",
  path: ["emr", "describe-cluster"],
  dataSet: DATA_SET,
  count: "1 per running cluster",
  secrets: [
    "Cluster.Configurations.*.Properties.*",
    "Cluster.Configurations.*.Configurations.*.Properties.*",
    "Cluster.Configurations.*.Configurations.*.Configurations.*.Properties.*",
    "Cluster.KerberosAttributes.KdcAdminPassword",
    "Cluster.KerberosAttributes.CrossRealmTrustPrincipalPassword",
    "Cluster.KerberosAttributes.ADDomainJoinPassword",
  ],
};

const DESCRIBE_SECURITY: AwsCall = {
  call: "elasticmapreduce:DescribeSecurityConfiguration",
  path: ["emr", "describe-security-configuration"],
  dataSet: DATA_SET,
  count: "1 per security configuration of a running cluster",
};

export const emrClusters = toResource({
  dataSet: DATA_SET,
  calls: [LIST_CLUSTERS, DESCRIBE_CLUSTER, DESCRIBE_SECURITY],
  read: (reader) => {
    const scoped = oncePerWord((name) => isScopedBy(reader, name));
    return readDescribed(reader, {
      list: LIST_CLUSTERS,
      describe: DESCRIBE_CLUSTER,
      word: "clusters of EMR",
      // A list made without a filter holds ended ones.
      nameOf: (cluster) => (isRunning(cluster) ? textOf(cluster["Id"]) : undefined),
      inputOf: (_, name) => ({ ClusterId: name }),
      unlisted: (name) => ({ Id: name }),
      subjectOf: (_, name) => toId(reader, name),
      add: (cluster, out) => addCluster(reader, cluster, scoped, out),
    });
  },
});

function isRunning({ Status }: Fields): boolean {
  const state = textOf(fieldsOf(Status)["State"]);
  return state === undefined || RUNNING.includes(state);
}

function toId(reader: Reader, name: string): string {
  return reader.arn("elasticmapreduce", `cluster/${name}`);
}

/** `scoped`: what a security configuration says, by name. */
async function addCluster(
  reader: Reader,
  { summary, name, answer }: Thing,
  scoped: (name: string) => Promise<boolean | undefined>,
  out: PartBuilder,
): Promise<void> {
  const cluster = { ...summary, ...fieldsOf(fieldsOf(answer)["Cluster"]) };
  if (!isRunning(cluster)) return;
  const id = textOf(cluster["ClusterArn"]) ?? toId(reader, name);
  const machines = fieldsOf(cluster["Ec2InstanceAttributes"]);
  const settings = cluster["Configurations"];
  const security = textOf(cluster["SecurityConfiguration"]);
  const isScoped = typeof answer === "string" ? undefined : security === undefined ? false : scoped(security);
  addWorkload(
    {
      id,
      type: "aws.emr-cluster",
      name: textOf(cluster["Name"]) ?? name,
      runsAs: toProfileArn(machines["IamInstanceProfile"], reader.account),
      properties: {
        cluster_id: name,
        status: textOf(fieldsOf(cluster["Status"])["State"]),
        created_at: toIso(fieldsOf(fieldsOf(cluster["Status"])["Timeline"])["CreationDateTime"]),
        release: textOf(cluster["ReleaseLabel"]),
        key_pair: textOf(machines["Ec2KeyName"]),
        security_configuration: security,
        step_roles: await isScoped,
        tags: toTags(cluster["Tags"]),
        ...(settings === undefined ? {} : addPlainSecrets(id, "configurations", settingsOf(settings), out)),
      },
    },
    out,
  );
  const serving = { "service-role": cluster["ServiceRole"], "auto-scaling-role": cluster["AutoScalingRole"] };
  addServingRoles(id, serving, reader.account, out);
}

/** Whether steps have to name a role of their own, and do not get that of the machines; undefined when it was not read. */
async function isScopedBy(reader: Reader, name: string): Promise<boolean | undefined> {
  const subject = reader.arn("elasticmapreduce", `security-configuration/${name}`);
  const answer = await reader.detail(DESCRIBE_SECURITY, { subject, name, input: { Name: name } });
  const configuration = toConfiguration(textOf(fieldsOf(answer)["SecurityConfiguration"]));
  if (configuration === undefined) return undefined;
  const authorization = fieldsOf(fieldsOf(configuration["AuthorizationConfiguration"])["IAMConfiguration"]);
  return authorization["EnableApplicationScopedIAMRole"] === true;
}

/** AWS answers with JSON in a text. */
function toConfiguration(text: string | undefined): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Settings of applications, by classification; those of an environment lie one level deeper. */
function settingsOf(raw: unknown, above = ""): readonly Variable[] {
  return listOf(raw)
    .map(fieldsOf)
    .flatMap((one) => {
      const place = `${above}${textOf(one["Classification"]) ?? ""}/`;
      const own = Object.entries(fieldsOf(one["Properties"])).map(([name, value]) => ({ name: place + name, value }));
      return [...own, ...settingsOf(one["Configurations"], place)];
    });
}
