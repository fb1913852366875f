// What a process still has to do when it has handled its requests. What the handler's module began while it was
// loaded (an interval, a listener, a watcher) is there for requests, and never ends by itself: without them it
// keeps no process alive. What handle() left running may end, but must not take for ever: the process counts
// among the server's children, and would outlive the server.
import { createHook } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** A timer, or a handle of libuv. */
interface Begun {
  unref(): unknown;
}

const LONGEST_MS = 5000;
const TURNS = 100;
const TURN_MS = 10;

const begun: WeakRef<Begun>[] = [];

const isBegun = (resource: object): resource is Begun =>
  typeof (resource as Partial<Begun>).unref === 'function';

const hook = createHook({
  init: (_id, _type, _trigger, resource) => {
    if (isBegun(resource)) begun.push(new WeakRef(resource));
  },
});

// They are not among the handles, and cannot be left behind.
const ofThreads = (name: string): boolean => /^(FSReq|GetAddrInfo|GetNameInfo)/.test(name);

/** Before a fork: waits for what Node's helper threads do, which no child would ever see the end of. */
export const threadsAtRest = async (): Promise<void> => {
  for (let left = TURNS; left > 0 && process.getActiveResourcesInfo().some(ofThreads); left--)
    await delay(TURN_MS);
};

/** From now on until the first request: what is begun is the module's, some of it a little after it was loaded. */
export const noteBegun = (): void => void hook.enable();

/** The first request is there. */
export const noteNoMore = (): void => void hook.disable();

/** After the last request: the module's work keeps this process alive no longer. */
export const leaveBegun = (): void => {
  for (const reference of begun) reference.deref()?.unref();
};

/** Ends this process in a while, unless it ends before. */
export const endBefore = (): void => {
  const late = setTimeout(() => {
    process.stderr.write(
      `What handle() left running took more than ${LONGEST_MS} ms after its request, and was ended: ` +
        'await it in handle(), or end it in finish()\n',
    );
    process.exit();
  }, LONGEST_MS);
  late.unref();
};
