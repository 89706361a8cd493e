"""What is said beside a field that was filled in wrongly, in Chinese: the one place for marshmallow's own texts.

`speak_chinese` puts them where marshmallow documents them to be changed for all fields, and must run before the first
field is made: runtime/schemas.py, which every schema of ours imports from, calls it.
"""

from marshmallow import Schema, fields, validate

_FIELDS: dict[type[fields.Field], dict[str, str]] = {  # type: ignore[type-arg]
    fields.Field: {"required": "请填写此项", "null": "请填写此项", "validator_failed": "填写不正确"},
    fields.Nested: {"type": "格式不正确"},
    fields.List: {"invalid": "应为列表"},
    fields.Mapping: {"invalid": "格式不正确"},
    fields.String: {"invalid": "应为文字", "invalid_utf8": "含有无法识别的文字"},
    fields.Number: {"invalid": "应为数字", "too_large": "数字过大"},
    fields.Integer: {"invalid": "应为整数"},
    fields.Float: {"special": "应为数字"},
    fields.Boolean: {"invalid": "应为是或否"},
    fields.DateTime: {"invalid": "时间格式不正确", "invalid_awareness": "时间应带有时区"},
    fields.Date: {"invalid": "日期格式不正确"},
}
_SCHEMAS = {"type": "格式不正确", "unknown": "没有这一项"}
_VALIDATORS: dict[type[validate.Validator], dict[str, str]] = {
    validate.Range: {
        "message_min": "应{min_op} {{min}}",
        "message_max": "应{max_op} {{max}}",
        "message_all": "应{min_op} {{min}} 且{max_op} {{max}}",
        "message_gte": "不小于",
        "message_gt": "大于",
        "message_lte": "不大于",
        "message_lt": "小于",
    },
    validate.Length: {
        "message_min": "长度不能少于 {min}",
        "message_max": "长度不能超过 {max}",
        "message_all": "长度应在 {min} 到 {max} 之间",
        "message_equal": "长度应为 {equal}",
    },
    validate.Regexp: {"default_message": "格式不正确"},
    validate.OneOf: {"default_message": "应为以下之一：{choices}"},
}


def speak_chinese() -> None:
    """Give marshmallow's fields, schemas and validators their Chinese texts; doing so again changes nothing."""
    for field, said in _FIELDS.items():
        field.default_error_messages = {**field.default_error_messages, **said}
    Schema.error_messages = {**Schema.error_messages, **_SCHEMAS}
    for validator, said in _VALIDATORS.items():
        for name, text in said.items():
            setattr(validator, name, text)
