import type { Mutant, Site } from './mutant.ts';

/** The function that a module with marks calls with the number of each site that it comes to. */
export const MARK = '__reached';

/** A module that says which of these sites it comes to. */
export function marked(
  source: string,
  sites: ReadonlyMap<string, { readonly site: Site; readonly number: number }>,
): string {
  const inserts: { readonly at: number; readonly order: number; readonly text: string }[] = [];
  for (const { site, number } of sites.values()) {
    const width = site.end - site.start;
    if (site.statement) inserts.push({ at: site.start, order: -width, text: `${MARK}(${number});` });
    else {
      // At one place, what ends comes before what begins, and what is wider begins first and ends last.
      inserts.push({ at: site.start, order: 1e9 - width, text: `(${MARK}(${number}),` });
      inserts.push({ at: site.end, order: width - 1e9, text: ')' });
    }
  }
  inserts.sort((a, b) => a.at - b.at || a.order - b.order);
  let [text, last] = ['', 0];
  for (const { at, text: added } of inserts) {
    text += source.slice(last, at) + added;
    last = at;
  }
  return text + source.slice(last);
}

export function siteKey({ file, site }: Mutant): string {
  return `${file}:${site.start}-${site.end}-${site.statement}`;
}
