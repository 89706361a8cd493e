/**
 * The first half of the browser tests over our own pages, in one process: they share one cloud and one browser, and run
 * beside the second half (troubles_and_looks.browser.mjs). Each file runs by itself, too; LOCAL_STATE=.local/state.json
 * lets them use a scripts/up that runs already. Pictures: .local/screenshots.
 */

import './journey.mjs';
import './offline.mjs';
import './effort.mjs';
import './mishaps.mjs';
import './cloud_transport.mjs';
import './live.mjs';
import './departure.mjs';
