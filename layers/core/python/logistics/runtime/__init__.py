"""How a call gets in and out.

Loading this package pauses the garbage collector until the first event is answered (see entry): a cold start makes
little but what stays, and searching that again and again for garbage would take a tenth of its time.
"""

import gc

gc.disable()
