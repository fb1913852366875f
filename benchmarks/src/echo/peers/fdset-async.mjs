// fdset, the fast loop together with Node's event loop: one reused buffer, selectAsync().
import { DefaultSelector } from '@fdset/selectors';

import { registerEcho } from './echo-connection.mjs';
import { acceptConnection, listen } from './listen.mjs';

const sel = new DefaultSelector();
registerEcho(sel, listen(), acceptConnection);
for (;;) for (const { key } of await sel.selectAsync()) key.data.ready();
