// Entries and pages of an explorer without an estate.
import { toList, type WholeEntry } from "../../../src/app/explore/entry.js";
import type { DetailPage, ExploreKind, Explorer, PageProgress } from "../../../src/app/explore/index.js";

export function entry(change: Partial<WholeEntry> & Pick<WholeEntry, "id">): WholeEntry {
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

/** An explorer over given lists and pages that remembers what was waived; `slowly`: what making each says before it is done. */
export function fakeExplorer(
  lists: { readonly [kind in ExploreKind]?: readonly WholeEntry[] },
  pages: { readonly [id: string]: DetailPage } = {},
  slowly: readonly PageProgress[] = [],
): Explorer & { readonly waived: string[] } {
  const waived: string[] = [];
  return {
    place: "somewhere",
    waived,
    list: function* (kind) {
      yield* slowly;
      return toList(lists[kind] ?? []);
    },
    page: function* ({ id }) {
      yield* slowly;
      return pages[id];
    },
    waive: async (fingerprint, { reason, owner }) => {
      waived.push(`${fingerprint} ${reason} ${owner}`);
      return "nhi.yaml";
    },
    close: () => {},
  };
}
