// Columns of the `permission_grant` view that are about roles of Entra, Azure and Google Cloud that are activated and what activating them asks for.
import { type Column, column } from "./column.js";

export const ENTRA_ROLE: readonly Column[] = [
  column(
    "eligible_holders",
    "json",
    "fact:eligible_holders",
    "unread",
    "Entra, Azure, Google: names of those who may activate it or ask for it, or let themselves into a group that has it.",
  ),
  column(
    "asks_approval",
    "boolean",
    "fact:asks_approval",
    "unread",
    "Entra, Azure, Google: activating it takes an approval.",
  ),
  column(
    "approvers",
    "json",
    "fact:approvers",
    "none",
    "Entra, Azure, Google: names of those who give it; none named: of directory roles Global and Privileged Role Administrators.",
  ),
  column(
    "activation_asks",
    "json",
    "fact:activation_asks",
    "unread",
    "Entra, Azure, Google: what activating it takes beside that: multifactor authentication, a justification, a ticket number, an authentication context.",
  ),
  column(
    "approval_ways",
    "json",
    "fact:approval_ways",
    "unread",
    "Entra, Azure, Google: ways round the approval, in words: the same role for good, by oneself or through a group, or a group that needs no approval.",
  ),
];
