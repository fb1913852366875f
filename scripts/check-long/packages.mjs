// The packages under test, as they are built. The repository's root depends on none of them.
const load = (name) => import(new URL(`../../packages/${name}/dist/index.js`, import.meta.url));

export const posix = await load('posix');
export const selectors = await load('selectors');
export const socket = await load('socket');
