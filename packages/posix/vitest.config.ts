import { defineConfig } from 'vitest/config';
import { baseTest } from '../../vitest.base.mjs';

// Three at a time: they wait for threads and processes more than they compute.
export default defineConfig({ test: { ...baseTest, maxWorkers: 3 } });
