// Entries and pages of an explorer without an estate.
import type { DetailPage, Entry, ExploreKind, Explorer } from "../../../src/app/explore/index.js";

export function entry(change: Partial<Entry> & Pick<Entry, "id">): Entry {
  const { id } = change;
  return {
    kind: "identity",
    mark: "",
    text: id,
    aside: "aws.iam-role · aws:111122223333",
    provider: "aws",
    owasp: [],
    haystack: id.toLowerCase(),
    ...change,
  };
}

export const page = (lines: DetailPage["lines"], waivable?: string): DetailPage => ({
  title: "a page",
  lines,
  ...(waivable !== undefined && { waivable }),
});

/** An explorer over given lists and pages that remembers what was waived. */
export function fakeExplorer(
  lists: { readonly [kind in ExploreKind]?: readonly Entry[] },
  pages: { readonly [id: string]: DetailPage } = {},
): Explorer & { readonly waived: string[] } {
  const waived: string[] = [];
  return {
    place: "somewhere",
    waived,
    list: (kind) => lists[kind] ?? [],
    page: ({ id }) => pages[id],
    waive: async (fingerprint, { reason, owner }) => {
      waived.push(`${fingerprint} ${reason} ${owner}`);
      return "nhi.yaml";
    },
    close: () => {},
  };
}
