"""How likely a few characters are somebody's name, judged from surnames, forms of address and what names never hold."""

import re

_COMMON = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖"
    "贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_RARER = (
    "常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成"
    "苗谷盛曲翁冉骆蓝路游"
    "辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全"
    "佟应臧闵苟邬边卞姬师和仇栾隋商"
    "刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊"
    "仝区郜海阚花权强帅屠豆朴"
    "盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印"
    "逯隆茹诺战慕危玉银亢嵇公哈湛"
    "宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由佴凤招仵钮税凡闪贝暴羿牧寻蹇郏仉洪黄贡郗笪邴暨逄"
)
_COMPOUND = (
    "欧阳上官司马诸葛东方皇甫尉迟公孙慕容令狐长孙宇文司徒轩辕夏侯南宫西门东郭端木百里呼延闻人申屠太史独孤澹台公冶"
    "宗政濮阳淳于单于赫连钟离鲜于闾丘司空拓跋完颜纳兰耶律左丘东门南门公羊万俟第五梁丘北堂欧陽"
)
_COMPOUNDS = frozenset(_COMPOUND[place : place + 2] for place in range(0, len(_COMPOUND), 2))
_ALSO_WORDS = frozenset(("东方", "百里", "东门", "南门", "西门", "第五", "南宫"))
_GIVEN = frozenset(
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂建国志文红玉梅春燕飞云鹏辉华庆俊凯瑞雪莲凤丹晓峰宇轩梓涵子怡"
    "欣悦思远诗浩然泽毅荣宝贤灵"
    "龙海波宁琴玲婷慧莉淑珍琳蓉萍颖佳嘉琪瑶倩雯洁莹露薇菲蕾芬芝萱若雨晨阳光耀天成龙翔博睿奇家豪皓铭骏健康永福祥贵"
    "发财根生福德义仁礼智信忠良"
    "善学诚立新亮东南北中金银水木火土山石林森松柏竹梦婉清淼琦璐瑾瑜璇珊珠翠花香菊美媛媚娇妍妮娅可心爱怀念一二小大"
    "少长正群利民卫兵社会全有"
    "鸣鹤虎彪猛斌武威震雷霆雄昌盛兴旺隆顺才富胜友朋友谊乐安定和谐晶淇沛汝江河湖满溢澜沁润泓湘滨淳涌彬炜煜焕烨灿炎"
    "朗昊昕晖晴晗景星月辰旭昱"
    "玄素彦衍宪宏宽容廷启世代承继绍祖宗庭培栋楠桐梁槐柳楚楷桦榕樱棠菁芸茜茹荷萌蓓蔚薏兴凡凌冰冬凝勤勋化伦伊优传佩"
    "侠俪倪仪伶依俐保修信倬"
    "侯候恩惠慈悠恒恺情意愿懿戈扬振捷攀政敬斐方昭显曦朝本权来果业洪济深温源滔潇热熙爽玮玺珂珈珏琛琨琬琰瑛璟甜生甫"
    "田益盈真知硕磊祎禾秋科稚空立章竣笑纯"
)
_ESTATE = re.compile("[城苑府园庭邸湾厦馆座]")
_TITLE = re.compile(
    r"先生|女士|小姐|太太|老师|师傅|老板娘?|经理|主任|主管|总监|总经理|董事长|医生|大夫|护士|律师|教授|博士|同学|"
    r"阿姨|叔叔?|大叔|大爷|大妈|大姐|大哥|奶奶"
    r"|爷爷|伯伯?|婶|姐姐?|哥哥?|妹妹?|弟|嫂子?|总|工|队长|班长|村长|校长|院长|店长|厂长|科长|处长|局长|书记|"
    r"会计|掌柜|财务|前台|妈妈?|爸爸?|宝妈|夫人|仔|姨|舅|姑"
)
_ORGANISATION = re.compile(
    r"店|商行|公司|超市|工作室|仓库?|售后|客服|部|中心|厂|集团|行|馆|坊|铺|经销|门市|商贸|企业|工厂|代购|网点|"
    r"收货|退货|档口|吧|社|局|所|处|办|组|团队|学校|医院"
)
_ADDRESS_END = frozenset(
    "省市区县旗州盟镇乡村路街道巷弄号室栋幢楼层座单元里组社屯庄湾桥站厦场园苑院校馆厂店城寨岭坡井营堡沟坝库口段处"
    "府庭邸所局部间房户梯门旁边后侧内外上下角面近处期坊堂屿"
)
_NEVER = re.compile(
    r"[0-9省市县镇乡街巷弄栋幢室层厦号楼苑府邸]|快递|丰巢|菜鸟|订单|[我你他她]家|[奖礼]品|证书|包裹|发票|退货|[代补]发|样品|小区|大道|花园|广场|公寓|学校|医院|单元|公路|村委|社区|工业|宿舍|驿站|"
    r"大学|路口|附近|旁边|对面|隔壁|门口|前台|门卫|保安|后门|前门|楼下|楼上|家里|传达|收发|物业|车间|办公|值班|"
    r"大厅|电梯|兵团|隔壁|斜对|东头|西头|南头|北头|路边|院子|大堂|中间|对过|院内|中路|东路|西路|南路|北路"
)
_MIXED_NAME = re.compile(r"[^\x00-\xff][A-Za-z]{1,8}|[A-Z][A-Za-z]{1,8}[^\x00-\xff]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z'.\-]*(?:[ ·][A-Za-z][A-Za-z'.\-]*){0,4}")
_FOREIGN_WORD = (
    "扎西|次仁|才仁|[旦丹]增|卓[玛嘎尕]|央[金宗]|拉[姆毛]|多[吉杰]|尼玛|达瓦|边巴|格桑|平措|顿珠|洛桑|索[朗南]|白玛|巴桑|普布|"
    "仁[增青]|罗布|桑吉|[嘉加]措|坚赞|旺[堆姆]|强巴|曲珍|德吉|贡布|才让|欧珠|米玛|其美|晋美|巴特尔|苏日娜|娜仁|托娅|图雅|高娃|其[其木]格|"
    "斯琴|乌云|萨仁|孟和|朝鲁|格日勒|敖登|布和|那日苏|乌日娜|塔娜|巴图|苏和|青格勒|毕力格|朝克图|"
    "买买提|麦麦提|艾合买提|阿不都|阿卜杜|热合曼|热依木|古丽|努尔|阿依|艾[山力]|艾尼瓦尔|吐尔[逊洪]|阿迪力|玉素甫|阿布[力都]|木拉提|帕提|"
    "迪丽|热巴|米[热娜]|江|别克|吉克|沙马|阿[木牛呷]|拉且|曲比|尔古|[伍木]呷"
)
_TRANSLITERATED = re.compile(rf"(?:{_FOREIGN_WORD}){{2,4}}$|(?:巴特尔|其[其木]格|那日苏|买买提|努尔兰)$")
"""Tibetan, Mongolian, Uyghur, Kazakh and Yi names are put together from words of their own, without a surname."""
_DOTTED = re.compile(r"[^\x00-\xff]{1,10}(?:·[^\x00-\xff]{1,10}){1,3}")
_HAN = re.compile(r"[^\x00-\xff]+")
_DECORATION = re.compile(r"^[\s\-_~!.,:'\"]+|[\s\-_~!.,:'\"]+$")

LIKELY = 3.0
"""From this score on, the characters are a name even without a label or a telephone beside them."""


def transliterated_from(text: str) -> int:
    """Where such a name begins that the text ends with; -1 for none."""
    found = _TRANSLITERATED.search(text)
    return found.start() if found else -1


def surname_length(text: str) -> int:
    """2 for a compound surname in front, 1 for a single one, 0 for none."""
    if text[:2] in _COMPOUNDS:
        return 2
    return 1 if text[:1] and (text[0] in _COMMON or text[0] in _RARER) else 0


def name_score(text: str) -> float:
    """How much the text (simplified) looks like one name: 0 or less is no name, LIKELY a good one, 6 nearly sure."""
    text = _DECORATION.sub("", text)
    if not text or len(text) > 30:
        return -9.0
    if _DOTTED.fullmatch(text):
        return 5.0
    if _LATIN.fullmatch(text):
        return _latin_score(text)
    if _TRANSLITERATED.match(text):
        return 4.5
    title = _titled(text)
    if title:
        return title
    if not _HAN.fullmatch(text):
        return _mixed_score(text)
    return _han_score(text)


def _latin_score(text: str) -> float:
    if len(text) < 2 or (text.isupper() and len(text) <= 2):
        return -1.0
    return 3.0 if " " in text else 2.4


def _titled(text: str) -> float:
    """张先生, 李小姐, 王总, 小王师傅: a surname or nickname and a form of address."""
    for length in (3, 2, 1):
        stem, title = text[:-length], text[-length:]
        if 0 < len(stem) <= 4 and len(text) > length and _TITLE.fullmatch(title) and not _NEVER.search(stem):
            known = surname_length(stem) or stem[0] in "小老阿大"
            long_title = length > 1
            if known and len(stem) <= 3:
                return 6.0 if long_title else 4.0
            return 3.2 if long_title else 0.0
    return 0.0


def _mixed_score(text: str) -> float:
    if _NEVER.search(text) or len(text) > 12:
        return -3.0
    if _MIXED_NAME.fullmatch(text) and (text[0] in "小老阿" or surname_length(text[0]) or surname_length(text[-1])):
        return 2.4
    return 0.8


def _han_score(text: str) -> float:
    if len(text) > 12:
        return -6.0
    if _ORGANISATION.search(text) and len(text) > 3:
        return 0.9 if len(text) <= 10 and not _NEVER.search(text) else 0.1
    if _TITLE.fullmatch(text):
        return 0.3
    surname = surname_length(text)
    score = _built_like_a_name(text, surname) + sum(0.35 for sign in text[surname:] if sign in _GIVEN)
    if _NEVER.search(text, 1 if surname == 1 else 0):
        score -= 1.5 if surname and len(text) <= 3 else 3.5
    if text[-1] in _ADDRESS_END and len(text) > 1:
        score -= 2.0 if len(text) > 3 else 1.2
    return score


def _nickname_score(text: str) -> float:
    """小陈, 阿豪, 菲菲 and others without a surname in front."""
    if text[0] in "小老阿":
        return 3.0 if surname_length(text[1]) else 2.2
    return 2.4 if len(text) == 2 and text[0] == text[1] else 1.4


def _built_like_a_name(text: str, surname: int) -> float:
    """By surname and length alone: most names are a surname and one or two characters."""
    given = len(text) - surname
    if surname == 2:
        return 1.0 if not 1 <= given <= 2 else 3.0 if text[:2] in _ALSO_WORDS else 5.0
    if surname == 1 and given in (1, 2):
        return 4.0 if text[0] in _COMMON else 2.6
    if surname == 1 and given == 3:
        return 2.4 if text[1] in _COMMON else 1.0
    if len(text) in (2, 3):
        return _nickname_score(text)
    if len(text) == 1:
        return 0.6 if surname else -2.0
    return (0.7 if len(text) <= 6 else 0.2) - (1.0 if len(text) > 4 and _ESTATE.search(text) else 0.0)
