/** The second half of the browser tests over our own pages; see nets_and_maps.browser.mjs. */

import './troubles.mjs';
import './payments.mjs';
import './printing.mjs';
import './looks.mjs';
import './states.mjs';
import './tour.mjs';
