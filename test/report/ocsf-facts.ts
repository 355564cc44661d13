// What OCSF 1.6.0 says of the classes and objects that nhi writes: attributes, requirements, types, enumerations, constraints.
// Facts of https://schema.ocsf.io/1.6.0 (classes iam_analysis_finding and base_event), in github.com/ocsf/ocsf-schema:
// events/base_event.json, events/findings/finding.json and iam_analysis_finding.json, objects/*.json, dictionary.json. Attributes
// whose value is an object that nhi does not write (device, enrichments, observables, …) are left out, and so fail like unknown ones.

/** Attributes, one a word: `name`, `!` when required, `:type` unless it is a string, `[]` for a list. */
export interface Shape {
  readonly attributes: string;
  /** At least one of each row is there. */
  readonly atLeastOne?: readonly (readonly string[])[];
  /** What the numbers of an enumeration are called; 0 and 99 are Unknown and Other everywhere. */
  readonly captions?: { readonly [attribute: string]: { readonly [id: number]: string } };
}

export const VERSION = "1.6.0";

const EVENT = `activity_id!:integer activity_name category_name category_uid!:integer class_name class_uid!:integer count:integer
  duration:long end_time:time message metadata!:metadata raw_data raw_data_size:long severity severity_id!:integer start_time:time
  status status_code status_detail status_id:integer time!:time timezone_offset:integer type_name type_uid!:long`;
const SEVERITIES = { 1: "Informational", 2: "Low", 3: "Medium", 4: "High", 5: "Critical", 6: "Fatal" };
const UID_OR_NAME = [["name", "uid"]];

/** Class id to its name, category and shape. */
export const CLASSES: {
  readonly [uid: number]: {
    readonly name: string;
    readonly category: readonly [number, string];
    readonly shape: Shape;
  };
} = {
  0: {
    name: "Base Event",
    category: [0, "Uncategorized"],
    shape: {
      attributes: EVENT,
      captions: { activity_id: {}, severity_id: SEVERITIES, status_id: { 1: "Success", 2: "Failure" } },
    },
  },
  2008: {
    name: "IAM Analysis Finding",
    category: [2, "Findings"],
    shape: {
      attributes: `${EVENT} comment confidence confidence_id:integer confidence_score:integer finding_info!:finding_info
        access_analysis_result:access_analysis_result remediation:remediation resources:resource_details[] user:user`,
      atLeastOne: [["access_analysis_result", "identity_activity_metrics", "permission_analysis_results"]],
      captions: {
        activity_id: { 1: "Create", 2: "Update", 3: "Close" },
        severity_id: SEVERITIES,
        status_id: { 1: "New", 2: "In Progress", 3: "Suppressed", 4: "Resolved", 5: "Archived", 6: "Deleted" },
        confidence_id: { 1: "Low", 2: "Medium", 3: "High" },
      },
    },
  },
};

export const OBJECTS: { readonly [name: string]: Shape } = {
  metadata: {
    attributes: `correlation_uid debug[] event_code is_truncated:boolean labels[] log_level log_name log_provider log_version
      logged_time:time modified_time:time original_time processed_time:time product!:product profiles[] sequence:integer
      tags:key_value_object[] tenant_uid uid untruncated_size:integer version!`,
  },
  product: { attributes: "name uid cpe_name lang path url_string vendor_name version", atLeastOne: UID_OR_NAME },
  finding_info: {
    attributes: `analytic:analytic attack_graph:graph attacks:attack[] created_time:time data_sources[] desc first_seen_time:time
      last_seen_time:time modified_time:time product:product product_uid related_analytics:analytic[]
      related_events_count:integer src_url tags:key_value_object[] title types[] uid! uid_alt`,
  },
  analytic: {
    attributes: `name uid algorithm category desc related_analytics:analytic[] state state_id:integer type type_id!:integer
      version`,
    atLeastOne: UID_OR_NAME,
    captions: {
      type_id: {
        1: "Rule",
        2: "Behavioral",
        3: "Statistical",
        4: "Learning (ML/DL)",
        5: "Fingerprinting",
        6: "Tagging",
        7: "Keyword Match",
        8: "Regular Expressions",
        9: "Exact Data Match",
        10: "Partial Data Match",
        11: "Indexed Data Match",
      },
      state_id: { 1: "Active", 2: "Suppressed", 3: "Experimental" },
    },
  },
  attack: {
    attributes: "sub_technique:technique technique:technique version",
    atLeastOne: [["tactic", "technique", "sub_technique"]],
  },
  technique: { attributes: "name uid src_url", atLeastOne: UID_OR_NAME },
  key_value_object: { attributes: "name! value values[]", atLeastOne: [["value", "values"]] },
  graph: {
    attributes:
      "name uid desc edges:edge[] is_directed:boolean nodes!:node[] query_language query_language_id:integer type",
    atLeastOne: UID_OR_NAME,
  },
  node: { attributes: "data:json desc name type uid!" },
  edge: {
    attributes: "name uid data:json is_directed:boolean relation source! target!",
    atLeastOne: UID_OR_NAME,
  },
  access_analysis_result: {
    attributes: "access_level access_type accessors!:user[] condition_keys:key_value_object[] granted_privileges[]",
  },
  user: {
    attributes: `name uid credential_uid display_name domain email_addr forward_addr full_name has_mfa:boolean phone_number
      risk_level risk_level_id:integer risk_score:integer type type_id:integer uid_alt`,
    atLeastOne: [["account", "name", "uid"]],
    captions: { type_id: { 1: "User", 2: "Admin", 3: "System", 4: "Service" } },
  },
  resource_details: {
    attributes: `name uid created_time:time data:json labels[] modified_time:time tags:key_value_object[] type uid_alt
      cloud_partition criticality hostname ip is_backed_up:boolean namespace owner:user region role role_id:integer version zone`,
    atLeastOne: UID_OR_NAME,
  },
  remediation: { attributes: "desc! kb_articles[] references[]" },
};
