// Columns of the identity view about how far it gets: control of a scope, data of production, and what it may do without naming it.
import { type Column, column } from "./column.js";
import { tierColumns } from "./tier-columns.js";

export const IDENTITY_REACH: readonly Column[] = [
  column("admin", "text", "fact:admin", "unread", "effective, reaches, no or unknown."),
  column("reaches_admin", "boolean", "fact:reaches_admin", "unread", "Is admin or reaches it by a path."),
  column("admin_hops", "integer", "fact:admin_hops", "none", "Hops to admin; 0 when it is admin itself."),
  column(
    "admin_of",
    "text",
    "fact:admin_of",
    "unread",
    "Google: scope that a service account controls, or comes to control first.",
  ),
  ...tierColumns("fact", "it reaches", "0 control of a scope, 1 data and secrets of production"),
  column(
    "data_hops",
    "integer",
    "fact:data_hops",
    "none",
    "Hops to data or secrets of production; left out for who reaches admin.",
    "tier_known",
  ),
  column(
    "calls_recorded",
    "text",
    "fact:calls_recorded",
    "unread",
    "Whether calls are recorded in the account, tenant, subscription or project that it lives in: all, part or none. What the vendor keeps by itself for half a year or less is no record.",
  ),
  column(
    "assumes_any_role",
    "text",
    "fact:assumes_any_role",
    "none",
    "It may assume roles without naming them: everywhere, account (of its own only), or no.",
    "reaches_admin",
  ),
  column(
    "wide_data",
    "json",
    "fact:wide_data",
    "none",
    "What it may read without naming it: buckets, parameters, secrets, tables.",
    "reaches_admin",
  ),
];
