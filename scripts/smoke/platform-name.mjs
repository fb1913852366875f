// The name of this machine's prebuilt addon. The loader of @fdset/posix has the same rule.
const libc = () => {
  if (process.platform !== 'linux') return '';
  return process.report.getReport().header.glibcVersionRuntime === undefined ? '-musl' : '-glibc';
};

export const platformName = () => `${process.platform}-${process.arch}${libc()}`;
