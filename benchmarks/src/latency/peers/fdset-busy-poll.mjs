// fdset, the fast loop. It spins for at most 50 us after the last event before it blocks.
import { EpollSelector } from '@fdset/selectors';

import { registerEcho } from '../../echo/peers/echo-connection.mjs';
import { acceptConnection, listen } from '../../echo/peers/listen.mjs';

const knowsOption = () => {
  try {
    new EpollSelector({ busyPollUs: Number.NaN }).close();
    return false;
  } catch {
    return true;
  }
};

if (!knowsOption()) {
  console.log('SKIP this build of @fdset/selectors has no option busyPollUs');
  process.exit(0);
}
const sel = new EpollSelector({ busyPollUs: 50 });
registerEcho(sel, listen(), acceptConnection);
for (;;) for (const { key } of sel.select()) key.data.ready();
