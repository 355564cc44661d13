// What holds when nobody says otherwise; settings, schema and documentation take it from here.
import type { Severity } from "../../model/words.js";

interface Defaults {
  readonly severity: Severity;
  readonly failOn: Severity | "none";
  readonly newOnly: boolean;
  readonly strict: boolean;
  readonly ownerTags: readonly string[];
  readonly environmentTags: readonly string[];
  readonly organization: boolean;
  readonly role: string;
  readonly services: boolean;
  readonly everyUser: boolean;
  readonly driftDays: number;
}

export const DEFAULTS: Defaults = {
  severity: "low",
  failOn: "high",
  newOnly: false,
  strict: false,
  ownerTags: ["owner", "team", "contact"],
  environmentTags: ["environment", "env", "stage"],
  organization: false,
  role: "NhiAuditor",
  services: true,
  everyUser: false,
  driftDays: 30,
};
