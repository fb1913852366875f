import { defineConfig } from 'vitest/config';

// One process per file: descriptors are counted, and one file's leak must not be another's failure.
export default defineConfig({ test: { pool: 'forks' } });
