// Where the repository is, from the one place that its owner fills in: "repository" of the root package.json. What npm and
// the READMEs in the tarballs need of it is derived here.
import { join } from 'node:path';

import { readJson, root } from '../../tooling/src/workspace.mjs';
import { SetUpError } from '../../tooling/src/set-up-error.mjs';

/** What to do about an empty field. */
export const EMPTY_REPOSITORY =
  'package.json has no "repository" yet: npm pkg set repository=github:OWNER/NAME';

// As GitHub has them. A name that ends in .git or is nothing but dots leads elsewhere in the URLs that are made of it.
const FIELD = /^github:([a-z\d][\w-]*\/(?!\.{1,2}$)(?!.*\.git$)[\w.-]+)$/i;

/**
 * `{ web, gitUrl }` of a field such as `github:OWNER/NAME`, or `undefined` while it is empty.
 *
 * @throws SetUpError for any other form.
 */
export const parseRepository = (field = '') => {
  if (field === '') return undefined;
  const path = FIELD.exec(field)?.[1];
  if (path === undefined)
    throw new SetUpError(
      `"repository" of package.json is ${JSON.stringify(field)}, and has to be github:OWNER/NAME`,
    );
  return { web: `https://github.com/${path}`, gitUrl: `git+https://github.com/${path}.git` };
};

/** The repository of this checkout, or `undefined`. */
export const thisRepository = () =>
  parseRepository(readJson(join(root, 'package.json')).repository);

/** What a package's manifest says of the repository; nothing while that is unknown. */
export const repositoryFields = (repository, directory) =>
  repository === undefined
    ? {}
    : {
        homepage: `${repository.web}/tree/HEAD/${directory}#readme`,
        bugs: { url: `${repository.web}/issues` },
        repository: { type: 'git', url: repository.gitUrl, directory },
      };
