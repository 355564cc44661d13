// Google Cloud: what changes configuration is always in the audit logs; what reads it, and the use of data, only where the policy
// of the project or of what holds it says so, but for those whom any of them exempts. https://cloud.google.com/logging/docs/audit
import { addAll } from "../../model/add-all.js";
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { readPlaces, withAllAbove } from "../gcp/places.js";
import { wasRead } from "../read-sets.js";
import type { Recording } from "./recording.js";

const CONTAINER = "gcp/cloudresourcemanager:container";
const SAID_BY = "gcp/cloudresourcemanager:audit-configs";
const ALL_SERVICES = "allServices";

interface AuditLog {
  readonly service: string;
  readonly type: string;
  readonly isWhole: boolean;
}

/** Projects with what is known of the record of calls in them; nothing of one whose policies, with those above, were not all read. */
export function* googleRecordings(input: Pick<AnalysisInput, "scopes" | "nodes">): Iterable<[string, Recording]> {
  const projects = [...input.scopes()].filter(({ type }) => type === "gcp.project");
  if (projects.length === 0) return;
  const places = readPlaces(input);
  for (const scope of projects) {
    const { id } = scope;
    const chain = withAllAbove(id.slice("gcp:".length), places);
    const logs: AuditLog[] = [];
    // what holds a project is told by the project itself
    let isRead = chain.at(-1)?.startsWith("folders/") === false && wasRead(scope, CONTAINER) !== false;
    for (const place of chain) {
      const own = logsOf(places.containers.get(place)?.node);
      isRead &&= own !== undefined;
      addAll(logs, own ?? []);
    }
    if (isRead) yield [id, recordingOf(logs)];
  }
}

function recordingOf(logs: readonly AuditLog[]): Recording {
  const isOn = (service: string, type: string): boolean => {
    const fitting = logs.filter(
      (log) => log.type === type && (log.service === service || log.service === ALL_SERVICES),
    );
    return fitting.length > 0 && fitting.every(({ isWhole }) => isWhole);
  };
  const services = new Set(logs.map(({ service }) => service));
  // somebody whom one service exempts is exempt there alone
  const isAll = isOn(ALL_SERVICES, "ADMIN_READ") && [...services].every((one) => isOn(one, "ADMIN_READ"));
  const data = [...services].filter((service) => isOn(service, "DATA_READ") && isOn(service, "DATA_WRITE"));
  return {
    calls: isAll ? "all" : "part",
    by: ["Admin Activity audit logs", ...(isAll ? ["Data Access audit logs"] : [])],
    data: data.sort(compareText),
  };
}

/** What a container's policy says of audit logs; undefined where the policy was not read. */
function logsOf(node: StoredNode | undefined): readonly AuditLog[] | undefined {
  const said = node?.supplements[SAID_BY]?.["audit_logs"];
  if (!Array.isArray(said)) return undefined;
  return (said as readonly { readonly [name: string]: unknown }[]).flatMap(({ service, type, exempts }) =>
    typeof service === "string" && typeof type === "string" ? [{ service, type, isWhole: exempts !== true }] : [],
  );
}
