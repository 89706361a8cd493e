"""Code 128 (ISO/IEC 15417): letters in set B, pairs of digits in set C, and the weighted check symbol."""

import re

# The widths of bar, space, bar, space, bar, space of each symbol value, 0 to 105; every symbol is 11 modules wide.
_WIDTHS = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222"
    "123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321"
    "232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121"
    "313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224"
    "111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111"
    "111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113"
    "114311411113411311113141114131311141411131211412211214211232"
)
_SYMBOLS = [_WIDTHS[at : at + 6] for at in range(0, len(_WIDTHS), 6)]
_STOP = "2331112"
_TO_C, _TO_B, _START_B = 99, 100, 104


def code128(text: str) -> tuple[list[tuple[int, int]], int]:
    """The bars as (start, width) in modules, and how many modules all is wide, without quiet zones.

    The text is ASCII and begins with a letter, as waybill numbers do.
    """
    values = _values(text)
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    widths = "".join(_SYMBOLS[value] for value in [*values, check]) + _STOP
    bars, at = [], 0
    for place, size in enumerate(map(int, widths)):
        if place % 2 == 0:
            bars.append((at, size))
        at += size
    return bars, at


def _values(text: str) -> list[int]:
    """Symbol values; an even run of four digits or more is worth the change of set."""
    values, dense = [_START_B], False
    for run in re.findall(r"(?:[0-9]{2}){2,}|[ -~]", text):
        if dense != (len(run) > 1):
            dense = not dense
            values.append(_TO_C if dense else _TO_B)
        values += [int(run[at : at + 2]) for at in range(0, len(run), 2)] if dense else [ord(run) - 32]
    return values
