// The options of AsyncSockets that have a driver of this name.
import { UringDriver, WatchDriver } from '@fdset/socket/async';

const drivers = {
  selector: () => undefined,
  watch: () => new WatchDriver(),
  uring: () => new UringDriver(),
};

export const driverOptions = (name) => ({ driver: drivers[name]() });
