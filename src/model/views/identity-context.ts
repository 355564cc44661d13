// Columns of the identity view about whose it is and where it belongs: owner, environment, and a way from there into production.
import { type Column, column } from "./column.js";

export const IDENTITY_CONTEXT: readonly Column[] = [
  column("owner", "text", "fact:owner", "none", "Owner, from config, tags or creator."),
  column(
    "owner_source",
    "text",
    "fact:owner_source",
    "none",
    "Where the owner comes from: config, tag:<key>, creator, creator tag:<key>, account tag:<key>.",
  ),
  column(
    "owner_confidence",
    "real",
    "fact:owner_confidence",
    "none",
    "1 config, 0.9 tag, 0.6 tag of the account, 0.5 creator.",
  ),
  column(
    "enters_production_at",
    "text",
    "fact:enters_production_at",
    "none",
    "Of an identity outside of production with a way into it: the first thing of production on that way.",
  ),
  column(
    "enters_production_open",
    "text",
    "fact:enters_production_open",
    "none",
    "Of such an identity whose way into production rests on something that was not read, in words.",
  ),
  column("enters_production_by", "text", "fact:enters_production_by", "none", "The kind of that step."),
  column("production_target", "text", "fact:production_target", "none", "Where the way ends: a scope, or data."),
  column(
    "owner_status",
    "text",
    "fact:owner_status",
    "none",
    "present, departed or unknown; NULL when there is no owner.",
  ),
  column("owner_evidence", "text", "fact:owner_evidence", "none", "How it is known whether the owner is still there."),
  column(
    "environment",
    "text",
    "fact:environment",
    "unread",
    "Environment, from config, tags or names; NULL when nothing says, or names disagree.",
  ),
  column(
    "environment_confidence",
    "real",
    "fact:environment_confidence",
    "none",
    "1 config, 0.9 tag or organisation, 0.5 name.",
  ),
  column(
    "environment_source",
    "text",
    "fact:environment_source",
    "none",
    "Where it comes from: config, tag:<key>, organization (its management account), name; behind account when it is said of it.",
  ),
];
