"""The names of a region by its code, and an address without them."""

from logistics.domain.address.divisions import CITY, DISTRICT, divisions

Names = tuple[str, str, str]


def names_of(adcode: str) -> Names:
    """Province, city and district of a code, by their official names of today; "" for what it does not reach.

    A county right below its province (济源市) stands for its city, too; an unknown code has no names.
    """
    line = divisions().path(adcode)
    named = {each.level: each.name for each in line}
    if not line:
        return "", "", ""
    return line[0].name, named.get(CITY) or named.get(DISTRICT, ""), named.get(DISTRICT, "")


def below_region(address: str, names: Names) -> str:
    """What follows the region's names in an address of one line; all of it when they do not lead it."""
    rest = address
    for name in names:
        rest = rest.removeprefix(name).lstrip() if name else rest
    return rest or address
