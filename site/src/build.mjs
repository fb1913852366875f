// Builds the site into dist/: the pages of the repository, the API of the built packages, a search over both. Fails on a
// link that leads nowhere.
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';

import { writeApi } from './api.mjs';
import { deadLinks } from './check-anchors.mjs';
import { writeContent } from './content.mjs';

const site = dirname(dirname(fileURLToPath(import.meta.url)));
const content = join(site, 'content');

const startedAt = Date.now();
rmSync(content, { recursive: true, force: true });
writeContent(content);
await writeApi(join(content, 'api'));
await build(site);
const dead = deadLinks(join(site, 'dist'), process.env.FDSET_SITE_BASE);
for (const link of dead) console.error(`dead link: ${link}`);
if (dead.length > 0) process.exitCode = 1;
else console.log(`site/dist, built in ${Math.round((Date.now() - startedAt) / 1000)} s`);
