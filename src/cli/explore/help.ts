// The keys of nhi explore, as its help page lists them.

export const HELP_LINES: readonly string[] = [
  "  1 2 3 4, tab     findings, identities, paths, what was not seen",
  "  ↑ ↓  j k         one row; pgup pgdn or space a screen; home end or g G",
  "  enter            open; on a page, follow the line to where it leads",
  "  tab              on a page: the next line that leads somewhere",
  "  esc  ←           back",
  "  /                search as you type: every word has to occur",
  "  p                only one provider, then the next",
  "  s                this severity and worse (findings)",
  "  o                one category of the OWASP NHI Top 10 (findings, not seen)",
  "  r                how far an identity gets (findings, identities, paths)",
  "  x                no filter",
  "  w                waive: accept a finding in nhi.yaml, with reason and owner",
  "  q  ctrl-c        leave",
];
