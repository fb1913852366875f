// What differs between the processors in names of packages, folders and programs.
export const processors = {
  x64: {
    triplet: 'x86_64-linux',
    bun: '@oven/bun-linux-x64-musl',
    loader: 'ld-linux-x86-64.so.2',
    compiler: 'x86_64-linux-gnu-gcc',
  },
  arm64: {
    triplet: 'aarch64-linux',
    bun: '@oven/bun-linux-aarch64-musl',
    loader: 'ld-linux-aarch64.so.1',
    compiler: 'aarch64-linux-gnu-gcc',
    emulator: 'qemu-aarch64-static',
  },
};
