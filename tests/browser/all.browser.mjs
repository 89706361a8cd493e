/**
 * The browser tests over our own pages, in one process: they share one cloud and one browser. Each file runs by itself,
 * too; LOCAL_STATE=.local/state.json lets them use a scripts/up that runs already. Pictures: .local/screenshots.
 */

import './journey.mjs';
import './offline.mjs';
import './effort.mjs';
import './mishaps.mjs';
import './cloud_transport.mjs';
import './looks.mjs';
import './states.mjs';
