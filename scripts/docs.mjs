// npm run docs: sets the checkout up and builds the site.
import './setup/node-version.mjs';

void import('./setup/start.mjs').then(({ buildSite }) => buildSite());
