// The names of the tour's parts, in its order, and its load. This file does not import the tour, so that --help need not load it.

export const partNames = ['models', 'load', 'socketserver', 'phases', 'syscalls'] as const;
export type PartName = (typeof partNames)[number];

export const usualLoad = { clients: 4, exchanges: 20, thinkMs: 20 } as const;
