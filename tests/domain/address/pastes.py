"""Labelled pastes by kind, seeded: what shops copy, couriers forward, relatives type, phones hear and cameras read.

Written without a look at the parser or its data, to measure them by: `scripts/bench address --generated N`.
"""

from tests.domain.address.paste_makers import (
    COMPOUND,
    FOREIGN,
    MINORITY,
    PLACE_NAMES,
    TITLES,
    TO_TRADITIONAL,
    WORD_NAMES,
    ambiguous_landline,
    any_of,
    as_written,
    former_names,
    full_width,
    glued_landline,
    in_script,
    landline,
    mixed,
    people_named,
    photographed,
    spoken_text,
    two_people,
    virtual_number,
    with_postcode,
)
from tests.domain.address.paste_making import Kind, Paste, pastes
from tests.domain.address.paste_places import (
    CORPS,
    DIRECT,
    MUNICIPAL,
    NESTED,
    NEW,
    ORDINARY,
    OVERSEAS,
    SHARED,
    UNDIVIDED,
    UNIQUE,
)

__all__ = ["KINDS", "Paste", "pastes"]

KINDS: dict[str, Kind] = {
    "commas": Kind(any_of("{name}，{phone}，{full}", "{name},{phone},{full}")),
    "spaces": Kind(as_written("{name} {phone} {full}")),
    "lines": Kind(any_of("{name}\n{phone}\n{full}", "{full}\r\n{name}\r\n{phone}")),
    "odd separators": Kind(any_of("{name}|{phone}|{full}", "{name};{phone};{full}", "{name}/{phone}/{full}")),
    "phone first": Kind(any_of("{phone} {name} {full}", "{phone} {full} {name}", "{phone}，{full}，{name}")),
    "address first": Kind(any_of("{full} {name} {phone}", "{full}，{phone}，{name}", "{full} {phone} {name}")),
    "address between": Kind(any_of("{name} {full} {phone}", "{name}，{full}，{phone}", "{phone} {full} {name}")),
    "region apart": Kind(any_of("{name} {phone} {spaced} {detail}", "{name} {phone} {dashed} {detail}")),
    "glued, name first": Kind(as_written("{name}{phone}{full}")),
    "glued, address first": Kind(as_written("{full}{name}{phone}")),
    "glued, phone inside": Kind(any_of("{full}{phone}{name}", "{name} {phone}{full}")),
    "phone grouped": Kind(any_of("{name} {grouped} {full}", "{name}，{hyphened}，{full}")),
    "phone with country": Kind(
        any_of("{name} +86{phone} {full}", "{name} 86-{phone} {full}", "{name} +86 {grouped} {full}")
    ),
    "virtual, hyphen": Kind(virtual_number("{phone}-{ext}", "{phone}—{ext}", "{phone} - {ext}")),
    "virtual, words": Kind(
        virtual_number("{phone}转{ext}", "{phone} 转 {ext}", "{phone}分机{ext}", "{phone}转分机{ext}")
    ),
    "virtual, signs": Kind(virtual_number("{phone}#{ext}", "{phone},,{ext}", "{phone}[{ext}]", "{phone}（{ext}）")),
    "landline": Kind(landline("{area}-{rest}", "{area}{rest}", "({area}){rest}", "{area} {rest}")),
    "landline, extension": Kind(
        landline("{area}-{rest}-{ext}", "{area}-{rest}转{ext}", "{area}{rest}转{ext}", extended=True)
    ),
    "postcode": Kind(with_postcode),
    "traditional": Kind(in_script(TO_TRADITIONAL)),
    "full width": Kind(full_width),
    "shop: 收货人 labels": Kind(
        as_written("收货人: {name}\n手机号码: {phone}\n所在地区: {region}\n详细地址: {detail}")
    ),
    "shop: brackets": Kind(
        any_of(
            "【收货人】{name}【手机号】{phone}【地址】{full}",
            "【收件人】{name}\n【联系电话】{phone}\n【收货地址】{full}",
        )
    ),
    "shop: one line": Kind(as_written("收件人：{name}，联系电话：{phone}，收件地址：{full}")),
    "shop: region with spaces": Kind(
        as_written("收货人：{name} 联系方式：{phone} 所在地区：{spaced} 详细地址：{detail} 邮政编码：000000")
    ),
    "shop: repeated region": Kind(as_written("姓名：{name}\n电话：{phone}\n地区：{spaced}\n地址：{full}")),
    "shop: order around it": Kind(
        any_of(
            "订单编号：2404{phone}27\n收货信息：{name}，{phone}，{full}\n备注：尽快发货",
            "{name}，{phone}，{full}，买家留言：请放门口",
        )
    ),
    "chat": Kind(
        any_of(
            "麻烦寄到{full}，{name}，{phone}，谢谢",
            "你好，帮我发个快递到{full} 收件人{name} 电话{phone}",
            "亲，地址改一下：{full}，{name} {phone}，辛苦了",
        )
    ),
    "chat, relatives": Kind(
        any_of(
            "寄给{name}吧 电话是{phone} 他住在{full}",
            "我叫{name}，手机{phone}，地址是{full}。",
            "东西寄这里就行 {full} {name}收 {phone}",
        )
    ),
    "chat, running": Kind(
        any_of(
            "东西发{full} {name} {phone} 到付",
            "地址不变还是{full} {name} {phone}",
            "帮寄一下哈 {name} {phone} {full} 要快",
            "请寄：{full}，{name}（收），电话：{phone}",
            "{name}，{phone}，{full}，放菜鸟驿站就行",
            "老板娘 我要两箱苹果 寄{full} {name} {phone}",
            "{full} {name} {phone} 到了打电话",
        )
    ),
    "remarks in brackets": Kind(
        any_of(
            "{name} {phone} {full}（靠近地铁口）",
            "{name}（下午送） {phone} {full}",
            "[急件] {name} {phone} {full}",
            "{full}（旁边有超市），{name}，{phone}",
        )
    ),
    "labels, English": Kind(
        any_of("Name: {name}\nTel: {phone}\nAddress: {full}", "name:{name},mobile:{phone},addr:{full}")
    ),
    "labels, short": Kind(
        any_of(
            "收：{name} 电：{phone} 址：{full}",
            "姓名 {name} 电话 {phone} 地址 {full}",
            "收件人{name}电话{phone}地址{full}",
        )
    ),
    "numbered": Kind(
        any_of("1.{name} 2.{phone} 3.{full}", "1、{name}\n2、{phone}\n3、{full}", "①{name}②{phone}③{full}")
    ),
    "country first": Kind(any_of("{name} {phone} 中国{full}", "中国 {spaced} {detail} {name} {phone}")),
    "region twice": Kind(any_of("{name} {phone} {region}{full}", "{region} {full} {name} {phone}")),
    "phone with dots": Kind(any_of("{name} {dotted} {full}", "{full} {name} {dotted}")),
    "quoted": Kind(any_of("“{name}”，“{phone}”，“{full}”", "'{name}' '{phone}' '{full}'", "《{name}》{phone}、{full}")),
    "without province": Kind(any_of("{name} {phone} {city}", "{city} {name} {phone}")),
    "without city": Kind(as_written("{name} {phone} {skipped}")),
    "abbreviated": Kind(any_of("{name} {phone} {short}{detail}", "{short} {detail} {name} {phone}")),
    "unique district": Kind(any_of("{name} {phone} {own}", "{own}，{phone} {name}"), UNIQUE),
    "shared district, city": Kind(any_of("{name} {phone} {short}{detail}", "{name} {phone} {city}"), SHARED),
    "shared district, landline": Kind(ambiguous_landline, SHARED),
    "municipalities": Kind(
        any_of("{name} {phone} {full}", "{name} {phone} {spaced} {detail}", "{short}{detail} {name} {phone}"), MUNICIPAL
    ),
    "counties under a province": Kind(any_of("{name} {phone} {full}", "{name} {phone} {short}{detail}"), DIRECT),
    "corps cities": Kind(any_of("{name} {phone} {full}", "{name} {phone} {short}{detail}"), CORPS),
    "cities without districts": Kind(
        any_of("{name} {phone} {full}", "{name} {phone} {short}{detail}", "{full}{name}{phone}"), UNDIVIDED
    ),
    "Hong Kong, Macau, Taiwan": Kind(any_of("{name} {phone} {full}", "{name} {phone} {short}{detail}"), OVERSEAS),
    "former names": Kind(former_names),
    "new divisions": Kind(
        any_of("{name} {phone} {full}", "{name} {phone} {short}{detail}", "{name} {phone} {city}"), NEW
    ),
    "places inside places": Kind(
        any_of("{name} {phone} {full}", "{name} {phone} {short}{detail}", "{full} {name} {phone}"), NESTED
    ),
    "names like places": Kind(
        people_named(
            PLACE_NAMES,
            "{name} {phone} {full}",
            "{full} {name} {phone}",
            "收货人：{name}\n电话：{phone}\n地址：{full}",
        )
    ),
    "compound surnames": Kind(
        people_named(COMPOUND, "{name} {phone} {full}", "{full}{name}{phone}", "{phone} {full} {name}")
    ),
    "titles": Kind(people_named(TITLES, "{name} {phone} {full}", "{full}，{name}，{phone}", "{name}{phone}{full}")),
    "foreign names": Kind(people_named(FOREIGN, "{name} {phone} {full}", "{full} {name} {phone}")),
    "names with ·": Kind(people_named(MINORITY, "{name} {phone} {full}", "{full}，{name}，{phone}")),
    "names like address words": Kind(
        people_named(WORD_NAMES, "{name} {phone} {full}", "{full} {name} {phone}", "{phone} {name} {full}")
    ),
    "mixed": Kind(mixed, ORDINARY + MUNICIPAL),
    "landline, glued": Kind(glued_landline),
    "two people": Kind(two_people),
    "spoken": Kind(spoken_text),
    "camera": Kind(photographed),
    "markup and emoji": Kind(
        any_of(
            "<p>{name}</p><p>{phone}</p><p>{full}</p>",
            "📦{name}📱{phone}🏠{full}",
            "\u200b{name}\u200b {phone} {full}\ufeff",
            "{name}&nbsp;{phone}&nbsp;{full}",
        )
    ),
}
