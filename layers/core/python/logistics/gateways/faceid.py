"""Does this name belong to this identity number? Tencent Cloud FaceID, IdCardVerification 2018-03-01.

Name and number go to the provider and nowhere else: what comes back is a verdict and the provider's request id.
"""

from dataclasses import dataclass
from enum import StrEnum

from logistics.gateways.problems import unavailable
from logistics.gateways.tencent_cloud import call
from logistics.settings import settings


class Verdict(StrEnum):
    """The provider's results that say something about the person; the others only ask to come back later."""

    SAME = "0"
    DIFFERENT = "-1"
    NUMBER_INVALID = "-2"
    NAME_INVALID = "-3"
    NO_RECORD = "-5"
    TOO_OFTEN = "-7"


@dataclass(frozen=True)
class IdentityCheck:
    """`token` is the id under which the provider keeps this check."""

    verdict: Verdict
    token: str


def check_identity(name: str, id_number: str) -> IdentityCheck:
    """Ask the authority behind the provider.

    Raises Unavailable PROVIDER_UNAVAILABLE, also while that authority is out of order, and Conflict PROVIDER_REFUSED.
    """
    asked = {"IdCard": id_number, "Name": name}
    response = call("faceid", settings().faceid_base_url, "IdCardVerification", "2018-03-01", asked)
    result, token = response.get("Result"), response.get("RequestId")
    if result not in list(Verdict) or not isinstance(token, str) or not token:
        raise unavailable("faceid", maybe_done=False)
    return IdentityCheck(Verdict(result), token)
