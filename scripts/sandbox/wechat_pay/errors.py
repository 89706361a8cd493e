"""The platform's error codes with their HTTP status, and the body they come in."""

from scripts.sandbox.wire import Json

STATUS = {
    "USERPAYING": 202,
    "PARAM_ERROR": 400,
    "INVALID_REQUEST": 400,
    "APPID_MCHID_NOT_MATCH": 400,
    "MCH_NOT_EXISTS": 400,
    "ORDER_CLOSED": 400,
    "ORDERPAID": 400,
    "NO_STATEMENT_EXIST": 400,
    "STATEMENT_CREATING": 400,
    "SIGN_ERROR": 401,
    "NO_AUTH": 403,
    "OUT_TRADE_NO_USED": 403,
    "RULE_LIMIT": 403,
    "RULELIMIT": 403,
    "ACCOUNT_ERROR": 403,
    "TRADE_ERROR": 403,
    "NOT_ENOUGH": 403,
    "NOTENOUGH": 403,
    "USER_ACCOUNT_ABNORMAL": 403,
    "ORDER_NOT_EXIST": 404,
    "ORDERNOTEXIST": 404,
    "RESOURCE_NOT_EXISTS": 404,
    "NOT_FOUND": 404,
    "FREQUENCY_LIMITED": 429,
    "FREQUENCY_LIMIT_EXCEED": 429,
    "SYSTEM_ERROR": 500,
    "BANK_ERROR": 500,
    "OPENID_MISMATCH": 500,
    "INVALID_TRANSACTIONID": 500,
}
REENTRY_DIFFERS = 268498688
_NUMBERS = {
    "ORDER_NOT_EXIST": 268512771,
    "FREQUENCY_LIMITED": 268447840,
    "PARAM_ERROR": 268435461,
    "ORDERPAID": 268449538,
    "ORDER_CLOSED": 268447914,
    "SIGN_ERROR": 268443699,
    "APPID_MCHID_NOT_MATCH": 268445527,
}


class PayError(Exception):
    """A refusal; `field` names the place in the request, `number` ends the Request-ID header."""

    def __init__(self, code: str, message: str, *, field: str = "", value: object = None, number: int = 0) -> None:
        super().__init__(code)
        self.status = STATUS[code]
        self.number = number or _NUMBERS.get(code, 0)
        self.body: Json = {"code": code, "message": message}
        if field:
            self.body["detail"] = {"location": "body", "field": field, "value": value}
