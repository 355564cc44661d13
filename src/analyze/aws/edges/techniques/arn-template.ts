// ARNs that techniques write of what is there: a task of a cluster, a task set of a service.
import { accountOfArn } from "../../attached-policy.js";
import { partitionOf } from "../../partition.js";
import type { Surroundings } from "./account-inventory.js";

/** {partition}, {account}, {region}, {name} and {property} of a node put into an ARN; what is not known may be anything. */
export function fillTemplate(template: string, target: string, around: Pick<Surroundings, "workload">): string {
  const workload = around.workload(target);
  return template.replace(/\{([a-z_]+)\}/g, (_, name: string) => {
    if (name === "partition") return partitionOf(target);
    if (name === "account") return workload?.account ?? accountOfArn(target);
    if (name === "region") return workload?.region ?? "*";
    if (name === "name") return workload?.name ?? "*";
    const value = workload?.properties[name];
    return typeof value === "string" ? value : "*";
  });
}
