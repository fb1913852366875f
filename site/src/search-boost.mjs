// The order of what the search finds: help comes before reference, and that before reports. A name itself comes first.

/**
 * How much a section of a page counts. vitepress puts this function as text into the built pages, so it can use nothing but
 * its arguments.
 */
export const searchBoost = (id, term, { title }) => {
  const name = title.replace(/^(Abstract )?Class: /, '').replace(/&lt;.*|[()?]/g, '');
  if (/\/(guides\/troubleshooting|errors)(#|$)/.test(id)) return 5;
  if (/\/(guides\/|debugging)/.test(id)) return 2.5;
  // Every member of every class has these headings, and is found by its own.
  if (/#(extend(s|ed-by)|inherited-from|overrides|parameters|returns|throws)(-\d+)?$/.test(id))
    return 0.2;
  if (/\/api\//.test(id)) return name.toLowerCase() === term ? 1.5 : 0.5;
  if (/\/(benchmarks|decisions|parity|performance|reliability)/.test(id)) return 0.25;
  return 1;
};
