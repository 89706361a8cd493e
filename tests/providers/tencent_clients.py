"""The pinned Tencent Cloud SDKs, led to the sandbox."""

from tencentcloud.common.credential import Credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.faceid.v20180301.faceid_client import FaceidClient
from tencentcloud.faceid.v20180301.models import IdCardVerificationRequest
from tencentcloud.sms.v20210111.sms_client import SmsClient

from tests.providers.sandbox_process import SandboxProcess
from tests.providers.tc3_signing import SECRET_ID, SECRET_KEY

# The example number of GB 11643 itself.
WELL_FORMED_NUMBER = "11010519491231002X"


def sms_client(sandbox: SandboxProcess, secret_key: str = SECRET_KEY, region: str = "ap-guangzhou") -> SmsClient:
    """The SMS client of the development account."""
    return SmsClient(Credential(SECRET_ID, secret_key), region, _profile(sandbox))


def check_identity(sandbox: SandboxProcess, number: str | None, name: str | None) -> tuple[str, str]:
    """IdCardVerification's result and its description."""
    request = IdCardVerificationRequest()
    request.IdCard = number
    request.Name = name
    client = FaceidClient(Credential(SECRET_ID, SECRET_KEY), "ap-guangzhou", _profile(sandbox))
    answer = client.IdCardVerification(request)
    assert answer.RequestId
    return answer.Result, answer.Description


def _profile(sandbox: SandboxProcess) -> ClientProfile:
    return ClientProfile(httpProfile=HttpProfile("http", sandbox.host_and_port, reqTimeout=10))
