// Columns that fixes fill commands with: each a single word, as src/collect/github/command-options.ts makes them.
import { type Column, column } from "./column.js";

export const COMMAND_COLUMNS: readonly Column[] = [
  column(
    "place_option",
    "text",
    "property:place_option",
    "none",
    "GitHub: what tells the gh command where it is: --org=acme or --repo=acme/site.",
  ),
  column(
    "store_option",
    "text",
    "property:store_option",
    "none",
    "GitHub: what tells it the environment or the store besides: --env=production, --app=dependabot.",
  ),
];
