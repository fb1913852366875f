// The paths of the lab's server. All but the page itself want the header TOKEN_HEADER or, for the event stream, `?token=`.

/** GET: the page. Its `<meta name="fdset-token">` has the token of this process, which no other page can read. */
export const PAGE_PATH = '/';
/** GET: what this machine can run: `LabInfo` as JSON. */
export const INFO_PATH = '/api/info';
/** POST a `RunConfig`: starts a run, which ends the one before; answers `{ runId }`, or 400 `{ field, message }`. */
export const RUNS_PATH = '/api/runs';
/** GET `/api/runs/ID/events?token=`: the events of a run from its beginning. When its last reader leaves, the run is stopped. */
export const eventsPath = (runId: string): string => `${RUNS_PATH}/${runId}/events`;
/** POST `/api/runs/ID/stop`: ends a run; what was measured stays. */
export const stopPath = (runId: string): string => `${RUNS_PATH}/${runId}/stop`;
/** POST `/api/syscalls` `{ model }`: `strace -c` in a run of its own; answers `SyscallCounts`, or 501 `{ message }` without strace. */
export const SYSCALLS_PATH = '/api/syscalls';
export const TOKEN_HEADER = 'x-fdset-token';
