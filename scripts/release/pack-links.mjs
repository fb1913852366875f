// The links of a README as it is packed. In the repository they lead to files beside it; in a tarball, and on npm's page
// of it, those files are not there.
import { posix } from 'node:path';

// The text of a link may have brackets of its own, one level deep.
const LINK = /\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g;
const FENCE = /(^```[^]*?^```$)/m;
const ABSOLUTE = /^[a-z][a-z+.-]*:/i;

/** Replaces each link outside of code blocks by what `replace(text, target)` returns. */
const mapLinks = (markdown, replace) =>
  markdown
    .split(FENCE)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replaceAll(LINK, (_, text, target) => replace(text, target)),
    )
    .join('');

/** The targets of the links of a page, without those in code blocks. */
export const linkTargets = (markdown) => {
  const targets = [];
  mapLinks(markdown, (_, target) => targets.push(target));
  return targets;
};

const npmPage = (name, anchor) => `https://www.npmjs.com/package/${name}${anchor}`;

const isPageOfPackage = (rest) => rest === '' || rest === '/' || rest === '/README.md';

/**
 * Rewrites the links of the README of the package in `directory`, such as `packages/socket`:
 *
 * - to another published package (`siblings`, from directory to name): npm's page of it;
 * - to a file of the tarball (`isPacked`): left as it is;
 * - to any other file of the repository: its page at `tag`, or only the link's text while the repository is unknown.
 */
export const packLinks = (markdown, { directory, siblings, isPacked, repository, tag }) =>
  mapLinks(markdown, (text, target) => {
    const [path, hash] = target.split('#');
    const anchor = hash === undefined ? '' : `#${hash}`;
    if (ABSOLUTE.test(target) || path === '' || isPacked(path)) return `[${text}](${target})`;
    const file = posix.join(directory, path);
    const sibling = [...siblings].find(
      ([folder]) => file === folder || file.startsWith(`${folder}/`),
    );
    if (sibling !== undefined && isPageOfPackage(file.slice(sibling[0].length)))
      return `[${text}](${npmPage(sibling[1], anchor)})`;
    if (repository === undefined) return text;
    return `[${text}](${repository.web}/blob/${tag}/${file.replace(/\/$/, '')}${anchor})`;
  });
