// For tests in TypeScript that need the guard themselves.
export declare const HANG_MS: number;
export declare const baseTest: {
  globalSetup: string[];
  pool: 'forks';
  testTimeout: number;
  hookTimeout: number;
  teardownTimeout: number;
};
