// Columns of the `permission_grant` view that are about directory roles of Entra and roles of Azure and what activating them asks for.
import { type Column, column } from "./column.js";

export const ENTRA_ROLE: readonly Column[] = [
  column(
    "eligible_holders",
    "json",
    "fact:eligible_holders",
    "unread",
    "Entra, Azure: names of those who may activate it, or let themselves into a group that has it.",
  ),
  column("asks_approval", "boolean", "fact:asks_approval", "unread", "Entra, Azure: activating it takes an approval."),
  column(
    "approvers",
    "json",
    "fact:approvers",
    "none",
    "Entra, Azure: names of those who give it; none named: of directory roles Global and Privileged Role Administrators.",
  ),
  column(
    "activation_asks",
    "json",
    "fact:activation_asks",
    "unread",
    "Entra, Azure: what activating it takes beside that: multifactor authentication, a justification, a ticket number, an authentication context.",
  ),
  column(
    "approval_ways",
    "json",
    "fact:approval_ways",
    "unread",
    "Entra, Azure: ways round the approval, in words: the same role for good, by oneself or through a group, or a group that needs no approval.",
  ),
];
