"""IdCardVerification of 2018-03-01: does this name belong to this identity number?

Without a registered person, any well-formed number matches any name but 不符.
"""

import re
from datetime import date

from scripts.sandbox.controls import ControlError, text_field
from scripts.sandbox.state import State
from scripts.sandbox.tencent_cloud.errors import CloudError
from scripts.sandbox.wire import Json

_MISMATCHED_NAME = "不符"
_NAME = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff·]{2,30}")
_DESCRIPTIONS = {
    "0": "姓名和身份证号一致",
    "-1": "姓名和身份证号不一致",
    "-2": "非法身份证号",
    "-3": "非法姓名",
    "-4": "证件库服务异常",
    "-5": "证件库中无此身份证记录",
    "-6": "权威比对系统升级中，请稍后再试",
    "-7": "认证次数超过当日限制",
}
# GB 11643: the weight of each of the first 17 digits, and the check character by remainder of 11.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"


class FaceId:
    """The register of people that the check is made against."""

    def __init__(self, state: State) -> None:
        self._state = state

    def register(self, payload: Json) -> Json:
        """Control: {"name", "id_card", "result"? ("0")}: what a check of this number with this name gives."""
        name, number = text_field(payload, "name"), text_field(payload, "id_card").upper()
        result = payload.get("result", "0")
        if not is_identity_number(number):
            raise ControlError("id_card is not a well-formed identity number")
        if result not in _DESCRIPTIONS:
            raise ControlError(f"result must be one of {', '.join(_DESCRIPTIONS)}")
        with self._state.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO people (id_card, name, result) VALUES (?, ?, ?)", (number, name, result)
            )
        return {"result": result}

    def verify(self, asked: Json) -> Json:
        """IdCardVerification {"IdCard", "Name"} → {"Result", "Description"}."""
        for name in ("IdCard", "Name"):
            if not isinstance(asked.get(name), str) or not asked[name]:
                raise CloudError("MissingParameter", f"The request lacks the parameter `{name}`.")
        result = self._result(asked["IdCard"].upper(), asked["Name"])
        return {"Result": result, "Description": _DESCRIPTIONS[result]}

    def _result(self, number: str, name: str) -> str:
        if not is_identity_number(number):
            return "-2"
        if not _NAME.fullmatch(name):
            return "-3"
        with self._state.transaction() as connection:
            person = connection.execute("SELECT name, result FROM people WHERE id_card = ?", (number,)).fetchone()
        if person is None:
            return "-1" if name == _MISMATCHED_NAME else "0"
        return str(person["result"]) if person["name"] == name else "-1"


def is_identity_number(number: str) -> bool:
    """Whether 18 characters hold a real date of birth and the check character of GB 11643."""
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number):
        return False
    try:
        date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    except ValueError:
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECK_CHARACTERS[weighed % 11] == number[17]
