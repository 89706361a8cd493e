/** The browser tests over our own pages, in one process: they share one cloud and one browser. */

import './journey.mjs';
import './offline.mjs';
import './effort.mjs';
import './mishaps.mjs';
import './cloud_transport.mjs';
import './looks.mjs';
import './states.mjs';
