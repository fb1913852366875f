// Runs before `npm publish` or `pnpm publish` in the folder of a package. What that would publish has a README whose links
// are dead on npm, and a manifest that does not say where the repository is.
process.stderr.write(
  'Packages are published by `pnpm release publish` only: see docs/releasing.md.\n',
);
process.exitCode = 1;
